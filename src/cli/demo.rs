//! `yike demo`

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::progress::Bar;
use super::{Failure, say, serve};
use crate::workflow;

/// Build the demo (Liechtenstein: 11 municipalities, two circles) and serve it; with --cn a made-up Chinese prefecture with its plans.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// A Chinese prefecture that does not exist (every name says so): 72 communities, registers, natural villages and facilities of three years,
    /// on which every plan is answered.
    #[arg(long)]
    cn: bool,
    /// Where demo.gpkg, or demo-cn.gpkg, is built.
    #[arg(long, default_value = "yike-demo")]
    dir: PathBuf,
    /// Build only.
    #[arg(long)]
    no_serve: bool,
    /// Where to listen.
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: SocketAddr,
}

impl Demo {
    pub(super) fn run(self) -> Result<(), Failure> {
        let bar = Bar::new();
        let built = if self.cn {
            workflow::build_demo_cn(&self.dir, &bar)
        } else {
            workflow::build_demo(&self.dir, &bar)
        };
        bar.finish();
        let workspace = built?;
        if self.cn {
            told_cn(&workspace);
        } else {
            say(&format!(
                "{} is built: 11 municipalities, assessed for service-15 and fitness-15",
                workspace.display()
            ));
        }
        if self.no_serve {
            Ok(())
        } else {
            serve::serve(&workspace.into(), self.listen)
        }
    }
}

/// What to do with the Chinese demo.
fn told_cn(workspace: &std::path::Path) {
    let path = workspace.display();
    let plans = workflow::DEMO_CN_PLANS.map(|plan| format!("--plan {plan}")).join(" ");
    say(&format!(
        "{path} is built: 云溪州 (made up: no such place, no such people), 72 communities, three years; its files are in demo-cn-files beside it\n\
         every plan on it:    yike check --workspace {path} {plans} --lang zh\n\
         at an earlier day:   yike check --workspace {path} --plan national-2025 --as-of 2023\n\
         over the years:      yike check --workspace {path} --plan national-2025 --path\n\
         town by town:        yike check --workspace {path} --plan chuxiong-2025 --level town"
    ));
}
