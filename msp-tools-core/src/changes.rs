//! Word that something changed, from whoever keeps it to whoever waits.

use tokio::sync::watch;

/// Says that something changed, to all who [follow](Self::changes). What changed they find out for themselves. Cheap to
/// clone; clones are the same signal.
#[derive(Clone, Debug, Default)]
pub struct ChangeSignal(watch::Sender<()>);

impl ChangeSignal {
    /// A signal that nobody follows yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Says that something changed.
    pub fn tell(&self) {
        self.0.send_replace(());
    }

    /// All changes from now on.
    pub fn changes(&self) -> Changes {
        Changes(Some(self.0.subscribe()))
    }

    /// Whether anybody follows. If not, there is no need to look for changes.
    pub fn is_followed(&self) -> bool {
        self.0.receiver_count() > 0
    }
}

/// Changes as they happen. To miss none, get it first, and then look at what may change.
#[derive(Clone, Debug)]
pub struct Changes(Option<watch::Receiver<()>>);

impl Changes {
    /// Of what never changes, or never says so.
    pub fn none() -> Self {
        Self(None)
    }

    /// Waits until something changed since this was made, or since the last time. Many changes may be told as one.
    pub async fn next(&mut self) {
        if let Some(changes) = &mut self.0
            && changes.changed().await.is_ok()
        {
            return;
        }
        // Whoever told of changes is gone.
        self.0 = None;
        std::future::pending().await
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    async fn comes(changes: &mut Changes) -> bool {
        timeout(Duration::from_secs(1), changes.next()).await.is_ok()
    }

    #[tokio::test(start_paused = true)]
    async fn what_changes_after_one_began_to_follow_is_told_once() {
        let signal = ChangeSignal::new();
        assert!(!signal.is_followed());
        signal.tell();
        let mut changes = signal.changes();
        assert!(signal.is_followed());
        assert!(!comes(&mut changes).await, "that was before");
        signal.tell();
        signal.clone().tell();
        assert!(comes(&mut changes).await);
        assert!(!comes(&mut changes).await, "both at once");
        drop(signal);
        assert!(!comes(&mut changes).await);
        assert!(!comes(&mut Changes::none()).await);
    }
}
