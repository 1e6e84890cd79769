//! The products, and what each is called where.

use clap::ValueEnum;

/// A product of ConnectWise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Product {
    /// ConnectWise Automate.
    Automate,
    /// ConnectWise PSA, formerly Manage.
    Psa,
}

impl Product {
    pub(crate) const ALL: [Self; 2] = [Self::Automate, Self::Psa];

    /// The product as tools name their integration.
    pub(crate) fn integration(self) -> &'static str {
        match self {
            Self::Automate => cwa_client::tools::INTEGRATION,
            Self::Psa => cw_psa_client::tools::INTEGRATION,
        }
    }

    /// The product as people type it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Automate => "automate",
            Self::Psa => "psa",
        }
    }

    /// The tool behind `msp request`, as policies name it.
    pub(crate) fn request_tool(self) -> String {
        format!("{}-request", self.word())
    }
}
