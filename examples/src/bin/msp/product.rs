//! The products, and what each is called where.

use clap::ValueEnum;

/// A product of ConnectWise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Product {
    /// ConnectWise Automate.
    Automate,
    /// ConnectWise PSA, formerly Manage.
    Psa,
    /// ConnectWise RMM, on the Asio platform.
    Rmm,
}

impl Product {
    pub(crate) const ALL: [Self; 3] = [Self::Automate, Self::Psa, Self::Rmm];

    /// The product as tools name their integration.
    pub(crate) fn integration(self) -> &'static str {
        match self {
            Self::Automate => cwa_client::tools::INTEGRATION,
            Self::Psa => cw_psa_client::tools::INTEGRATION,
            Self::Rmm => cw_rmm_client::tools::INTEGRATION,
        }
    }

    /// The product as people type it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Automate => "automate",
            Self::Psa => "psa",
            Self::Rmm => "rmm",
        }
    }

    /// The product whose tool that is, going by its short or qualified name.
    pub(crate) fn of_tool(name: &str) -> Option<Self> {
        let of = |product: &Self| match name.split_once(':') {
            Some((integration, _)) => integration == product.integration(),
            None => name.starts_with(product.prefix()),
        };
        Self::ALL.into_iter().find(of)
    }

    /// What the short names of its tools begin with.
    fn prefix(self) -> &'static str {
        match self {
            Self::Automate => "cwa-",
            Self::Psa => "cw-psa-",
            Self::Rmm => "cw-rmm-",
        }
    }

    /// The tool behind `msp request`, as policies name it.
    pub(crate) fn request_tool(self) -> String {
        format!("{}-request", self.word())
    }
}
