//! What is to be done, and where.

use clap::Parser;

/// A piece of work for the clients, and what it took in one line of JSON.
#[derive(Debug, Parser)]
pub(crate) struct Flags {
    /// W1 to W7.
    pub(crate) work: String,
    /// The server, without a path.
    #[arg(long, default_value = "http://127.0.0.1:18080")]
    pub(crate) base: String,
    /// How many single calls.
    #[arg(long, default_value_t = 10_000)]
    pub(crate) n: u64,
    /// How many new tickets.
    #[arg(long, default_value_t = 2_000)]
    pub(crate) writes: u64,
    /// How many calls or pages under way at once.
    #[arg(long)]
    pub(crate) conc: Option<usize>,
    /// How many records a page has.
    #[arg(long, default_value_t = 1_000)]
    pub(crate) page: u32,
    /// Reads six fields of each ticket into a type of one's own.
    #[arg(long)]
    pub(crate) fields: bool,
    /// Holds a page of records at a time, instead of one record.
    #[arg(long)]
    pub(crate) pages: bool,
    /// Looks for a new ticket whose answer was lost, and sends it again only if it is not there.
    #[arg(long)]
    pub(crate) reconcile: bool,
    /// How long the server may still carry out what it gave no answer to, in milliseconds.
    #[arg(long, default_value_t = 50)]
    pub(crate) settle: u64,
    #[arg(long, default_value = "benchco")]
    pub(crate) company: String,
    #[arg(long, default_value = "pubkey1")]
    pub(crate) public_key: String,
    #[arg(long, default_value = "privkey1")]
    pub(crate) private_key: String,
    #[arg(long, default_value = "00000000-0000-0000-0000-000000000001")]
    pub(crate) client_id: String,
}

impl Flags {
    pub(crate) fn parse() -> Self {
        Parser::parse()
    }
}
