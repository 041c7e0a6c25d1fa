//! Connecting, and how a connection is set up.

use postgres::{Client, NoTls};

use super::address::Address;
use super::error::ServerError;

/// What a connection is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::store) enum Access {
    /// Only to read: the server then refuses every change.
    Read,
    /// To read and write.
    Write,
}

/// Opens the door, and finds the tables and `PostGIS` by their bare names.
pub(super) fn connect(address: &Address, access: Access) -> Result<Client, ServerError> {
    let name = &address.name;
    let mut client = address
        .config
        .connect(NoTls)
        .map_err(|e| ServerError::of_connecting(name, &e))?;
    let told = |e: postgres::Error| ServerError::of(name, &e);
    let found = "SELECT quote_ident(n.nspname) FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
                 WHERE e.extname = 'postgis'";
    let Some(row) = client.query_opt(found, &[]).map_err(told)? else {
        return Err(ServerError::NoPostgis(name.clone()));
    };
    let (postgis, schema): (String, &str) = (row.get(0), &address.schema);
    let only_reads = if access == Access::Read { "on" } else { "off" };
    // A file may take hours to read while its import holds the lock. Keep-alives let the server see within a minute that a computer was unplugged, and free its lock. Rows that a policy would hide
    // are an error: a town without some of its sites is a wrong answer.
    client
        .batch_execute(&format!(
            "SET search_path = {schema}, {postgis}, pg_temp;
             SET default_transaction_read_only = {only_reads};
             SET row_security = off;
             SET lock_timeout = '10s';
             SET statement_timeout = '1h';
             SET idle_in_transaction_session_timeout = '6h';
             SET tcp_keepalives_idle = 30;
             SET tcp_keepalives_interval = 10;
             SET tcp_keepalives_count = 3;"
        ))
        .map_err(told)?;
    Ok(client)
}
