//! What people laid down, in the database.

use std::time::Duration;

use async_trait::async_trait;
use msp_tools_core::{Changes, DeskStore, Freeze, FreezeScope, Grant, Orders, Pins, Principal, StoreError, Timestamp};

use crate::{
    Error, ErrorKind, Store,
    db::{Durability, Tx},
    row::{VERSION, body, random_id, read},
};

const HOUR: Duration = Duration::from_secs(60 * 60);

#[async_trait]
impl DeskStore for Store {
    async fn orders(&self, known: u64) -> Result<Option<Orders>, StoreError> {
        // What is read piece by piece belongs together if there is no other revision afterwards.
        let mut revision = self.revision().await?;
        while revision != known {
            let orders = self.orders_at(revision).await?;
            let now = self.revision().await?;
            if now == revision {
                return Ok(Some(orders));
            }
            revision = now;
        }
        Ok(None)
    }

    async fn add_freeze(&self, freeze: Freeze) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO msp_freezes (id, version, at, scope, body) VALUES ($1, $2, $3, $4, $5)";
        let db = &self.inner.db;
        let values = [
            random_id(db)?.into(),
            VERSION.into(),
            freeze.at.as_millis().into(),
            body(db, &freeze.scope)?.into(),
            body(db, &freeze)?.into(),
        ];
        let mut tx = db.begin(Durability::Disk).await?;
        tx.change(INSERT, &values).await?;
        self.laid_down(tx).await
    }

    async fn remove_freezes(&self, scope: &FreezeScope) -> Result<bool, StoreError> {
        let db = &self.inner.db;
        let mut tx = db.begin(Durability::Disk).await?;
        let removed = tx.change("DELETE FROM msp_freezes WHERE scope = $1", &[body(db, scope)?.into()]).await?;
        self.laid_down(tx).await?;
        Ok(removed > 0)
    }

    async fn set_pins(&self, pins: Pins, known: u64) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE msp_orders SET pins_version = $1, pins = $2 WHERE revision = $3";
        let db = &self.inner.db;
        let values = [VERSION.into(), body(db, &pins)?.into(), known.into()];
        let mut tx = db.begin(Durability::Disk).await?;
        let is_known = tx.change(SET, &values).await? > 0;
        if is_known {
            self.laid_down(tx).await?;
        }
        Ok(is_known)
    }

    async fn add_grant(&self, grant: Grant) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO msp_grants (id, version, given_at, uses_left, targets_left, body)
            VALUES ($1, $2, $3, $4, $5, $6)";
        let db = &self.inner.db;
        let values = [
            grant.id.as_str().into(),
            VERSION.into(),
            grant.given_at.as_millis().into(),
            grant.uses_left.into(),
            grant.targets_left.into(),
            body(db, &grant)?.into(),
        ];
        db.change(INSERT, &values).await?;
        Ok(())
    }

    async fn grants(&self) -> Result<Vec<Grant>, StoreError> {
        const SELECT: &str = "SELECT version, body, uses_left, targets_left FROM msp_grants
            WHERE uses_left > 0 AND targets_left > 0 ORDER BY given_at, id";
        let db = &self.inner.db;
        let rows: Vec<(i64, String, i64, i64)> = db.rows(SELECT, &[]).await?;
        let grant = |(version, body, uses, targets): (i64, String, i64, i64)| -> Result<Grant, Error> {
            let mut grant: Grant = read(db, "a grant", version, &body)?;
            grant.uses_left = uses.unsigned_abs();
            grant.targets_left = targets.unsigned_abs();
            Ok(grant)
        };
        Ok(rows.into_iter().map(grant).collect::<Result<_, _>>()?)
    }

    async fn use_grant(&self, id: &str, targets: u64) -> Result<bool, StoreError> {
        const USE: &str = "UPDATE msp_grants SET uses_left = uses_left - 1, targets_left = targets_left - $2
            WHERE id = $1 AND uses_left > 0 AND targets_left >= $2";
        Ok(self.inner.db.change(USE, &[id.into(), targets.into()]).await? > 0)
    }

    async fn remove_grant(&self, id: &str) -> Result<bool, StoreError> {
        Ok(self.inner.db.change("DELETE FROM msp_grants WHERE id = $1", &[id.into()]).await? > 0)
    }

    async fn targets_taken(&self, principal: &Principal, now: Timestamp) -> Result<u64, StoreError> {
        let rows: Vec<(i64,)> = self.inner.db.rows(TAKEN, &[principal.person().into(), since(now).into()]).await?;
        Ok(sum(&rows))
    }

    async fn take_targets(
        &self,
        principal: &Principal,
        amount: u64,
        limit: u64,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let person = principal.person();
        let mut tx = self.inner.db.begin(Durability::Disk).await?;
        tx.lock(&format!("targets {person}")).await?;
        let window = [person.as_str().into(), since(now).into()];
        let taken = sum(&tx.rows(TAKEN, &window).await?);
        let fits = taken.saturating_add(amount) <= limit;
        if fits {
            tx.change("DELETE FROM msp_targets WHERE person = $1 AND at <= $2", &window).await?;
            tx.change(TAKE, &[person.into(), now.as_millis().into(), amount.into()]).await?;
        }
        tx.commit().await?;
        Ok(fits)
    }

    async fn give_back_targets(&self, principal: &Principal, amount: u64, taken: Timestamp) -> Result<(), StoreError> {
        let less = i64::try_from(amount).map_or(i64::MIN, |amount| -amount);
        self.inner.db.change(TAKE, &[principal.person().into(), taken.as_millis().into(), less.into()]).await?;
        Ok(())
    }

    fn changes(&self) -> Changes {
        self.inner.orders_changed.changes()
    }
}

const TAKEN: &str = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM msp_targets WHERE person = $1 AND at > $2";
const TAKE: &str = "INSERT INTO msp_targets (person, at, amount) VALUES ($1, $2, $3)";

/// An hour before.
fn since(now: Timestamp) -> i64 {
    now.as_millis().saturating_sub(i64::try_from(HOUR.as_millis()).unwrap_or(i64::MAX))
}

fn sum(rows: &[(i64,)]) -> u64 {
    rows.iter().map(|(sum,)| u64::try_from(*sum).unwrap_or(0)).sum()
}

impl Store {
    async fn revision(&self) -> Result<u64, Error> {
        let rows: Vec<(i64,)> = self.inner.db.rows("SELECT revision FROM msp_orders", &[]).await?;
        match rows.as_slice() {
            [(revision,)] => Ok(revision.unsigned_abs()),
            _ => Err(self.inner.db.error(ErrorKind::Corrupt, "the orders are not there")),
        }
    }

    async fn orders_at(&self, revision: u64) -> Result<Orders, Error> {
        let db = &self.inner.db;
        let freezes: Vec<(i64, String)> = db.rows("SELECT version, body FROM msp_freezes ORDER BY at, id", &[]).await?;
        let freezes = freezes.iter().map(|(version, body)| read(db, "a freeze", *version, body));
        let freezes = freezes.collect::<Result<Vec<Freeze>, _>>()?;
        let pins: Vec<(i64, String)> =
            db.rows("SELECT pins_version, pins FROM msp_orders WHERE pins IS NOT NULL", &[]).await?;
        let pins = pins.first().map(|(version, body)| read(db, "what was judged", *version, body)).transpose()?;
        Ok(Orders::new(revision, freezes, pins.unwrap_or_default()))
    }

    /// Ends a change of freezes or pins, and tells of it.
    async fn laid_down(&self, mut tx: Tx<'_>) -> Result<(), StoreError> {
        tx.change("UPDATE msp_orders SET revision = revision + 1", &[]).await?;
        tx.commit().await?;
        self.inner.orders_changed.tell();
        Ok(())
    }
}
