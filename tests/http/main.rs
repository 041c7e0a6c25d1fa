//! The server as its clients see it: started in this process on a free port, asked over real sockets.

mod arcgis;
mod at_hand;
mod basemaps;
mod caching;
mod check;
mod clients;
mod hostile;
mod importing;
mod lifecycle;
mod ogc;
mod reading;
mod server;
mod sign_in;
mod siting;
mod streets;
mod towns;
