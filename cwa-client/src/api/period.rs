//! The lengths of time over which servers put measurements together.

/// Over which time measurements are put together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Period {
    /// By the day.
    Daily,
    /// By the week.
    Weekly,
    /// By the month.
    Monthly,
    /// By the year.
    Yearly,
}
