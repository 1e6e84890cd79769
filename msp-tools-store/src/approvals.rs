//! Approvals in the database.

use async_trait::async_trait;
use msp_tools_core::{
    Approval, ApprovalId, ApprovalQuery, ApprovalRequest, ApprovalState, ApprovalStore, Changes, StoreError,
};

use crate::{
    Error, Store,
    db::{Db, Durability, Value},
    row::{VERSION, body, read, word},
};

/// State and version beside the body, and whether it runs on a lease that has run out.
type Kept = (i64, String, String, i64);

const COLUMNS: &str = "version, state, body,
    CAST(CASE WHEN state = 'running' AND lease_until < {now} THEN 1 ELSE 0 END AS BIGINT)";

#[async_trait]
impl ApprovalStore for Store {
    async fn insert(&self, approval: Approval) -> Result<(), StoreError> {
        const INSERT: &str = "INSERT INTO msp_approvals
            (id, version, state, created_at, subject, session, person, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            ON CONFLICT (id) DO NOTHING";
        let db = &self.inner.db;
        let request = &approval.request;
        let values = [
            request.id.as_str().into(),
            VERSION.into(),
            word(db, &approval.state)?.into(),
            request.created_at.as_millis().into(),
            request.subject.as_str().into(),
            request.session.clone().into(),
            request.requester.person().into(),
            body(db, &approval)?.into(),
        ];
        match db.change(INSERT, &values).await? {
            0 => Err(StoreError::new(format!("{}: there is an approval `{}` already", db.place(), approval.id()))),
            _ => Ok(()),
        }
    }

    async fn get(&self, id: &ApprovalId) -> Result<Option<Approval>, StoreError> {
        let db = &self.inner.db;
        let select = format!("SELECT {COLUMNS} FROM msp_approvals WHERE id = $1");
        let mut rows: Vec<Kept> = db.rows(&select, &[id.as_str().into()]).await?;
        if rows.iter().any(|(.., is_lapsed)| *is_lapsed == 1) {
            // Whoever notices says so.
            self.recover().await?;
            rows = db.rows(&select, &[id.as_str().into()]).await?;
        }
        Ok(rows.into_iter().next().map(|row| approval(db, row)).transpose()?)
    }

    async fn list(&self) -> Result<Vec<Approval>, StoreError> {
        self.find(&ApprovalQuery::new()).await
    }

    async fn find(&self, query: &ApprovalQuery) -> Result<Vec<Approval>, StoreError> {
        self.recover().await?;
        let db = &self.inner.db;
        let mut values: Vec<Value> = Vec::new();
        let mut place = |value: Value| {
            values.push(value);
            format!("${}", values.len())
        };
        let mut conditions = vec!["1 = 1".to_owned()];
        if !query.states.is_empty() {
            let states: Result<Vec<_>, Error> =
                query.states.iter().map(|state| Ok(place(word(db, state)?.into()))).collect();
            conditions.push(format!("state IN ({})", states?.join(", ")));
        }
        if let Some(after) = &query.after {
            let id = place(after.as_str().into());
            conditions.push(format!("(created_at, id) > (SELECT created_at, id FROM msp_approvals WHERE id = {id})"));
        }
        let limit = place(query.limit.map_or(i64::MAX, |limit| i64::try_from(limit).unwrap_or(i64::MAX)).into());
        let conditions = conditions.join(" AND ");
        let select =
            format!("SELECT {COLUMNS} FROM msp_approvals WHERE {conditions} ORDER BY created_at, id LIMIT {limit}");
        let rows: Vec<Kept> = db.rows(&select, &values).await?;
        Ok(rows.into_iter().map(|row| approval(db, row)).collect::<Result<_, _>>()?)
    }

    async fn compare_and_set(&self, expected: ApprovalState, next: Approval) -> Result<bool, StoreError> {
        const SET: &str = "UPDATE msp_approvals SET version = $1, state = $2, body = $3, worker = $4,
            lease_until = CASE WHEN $4 IS NULL THEN NULL ELSE {now} + $5 END WHERE id = $6 AND state = $7";
        let (db, keeper) = (&self.inner.db, &self.inner.keeper);
        let runs = next.state == ApprovalState::Running;
        let (worker, lease) = keeper.terms();
        let values = [
            VERSION.into(),
            word(db, &next.state)?.into(),
            body(db, &next)?.into(),
            runs.then(|| worker.to_owned()).into(),
            lease.into(),
            next.id().as_str().into(),
            word(db, &expected)?.into(),
        ];
        let is_set = db.change(SET, &values).await? > 0;
        match (is_set, runs) {
            (true, true) => keeper.hold(next.id()),
            (true, false) => keeper.release(next.id()),
            (false, _) => {}
        }
        if is_set {
            self.inner.approvals_changed.tell();
        }
        Ok(is_set)
    }

    async fn was_denied(&self, request: &ApprovalRequest) -> Result<bool, StoreError> {
        const DENIED: &str = "SELECT CAST(1 AS BIGINT) FROM msp_approvals WHERE state = 'denied' AND subject = $1
            AND person = $2 AND session IS NOT DISTINCT FROM $3 LIMIT 1";
        let values =
            [request.subject.as_str().into(), request.requester.person().into(), request.session.clone().into()];
        Ok(!self.inner.db.rows::<(i64,)>(DENIED, &values).await?.is_empty())
    }

    /// Those whose lease has run out. Others may do the same at the same time; each is returned to one.
    async fn recover(&self) -> Result<Vec<Approval>, StoreError> {
        let lost = lose_lapsed(&self.inner.db).await?;
        if !lost.is_empty() {
            self.inner.approvals_changed.tell();
        }
        Ok(lost)
    }

    fn changes(&self) -> Changes {
        self.inner.approvals_changed.changes()
    }

    fn abandoned(&self, id: &ApprovalId) {
        self.inner.keeper.cut_off(id);
    }
}

/// Marks the runs whose lease has run out; returns those.
pub(crate) async fn lose_lapsed(db: &Db) -> Result<Vec<Approval>, Error> {
    // Most of the time there are none, and then nobody has to wait for anybody who writes.
    const ANY: &str =
        "SELECT CAST(1 AS BIGINT) FROM msp_approvals WHERE state = 'running' AND lease_until < {now} LIMIT 1";
    if db.rows::<(i64,)>(ANY, &[]).await?.is_empty() {
        return Ok(Vec::new());
    }
    let lose = format!(
        "UPDATE msp_approvals SET state = 'outcome_unknown', worker = NULL, lease_until = NULL
        WHERE state = 'running' AND lease_until < {{now}} RETURNING {COLUMNS}"
    );
    let mut tx = db.begin(Durability::Disk).await?;
    let rows: Vec<Kept> = tx.rows(&lose, &[]).await?;
    tx.commit().await?;
    rows.into_iter().map(|row| approval(db, row)).collect()
}

fn approval(db: &Db, (version, state, body, _): Kept) -> Result<Approval, Error> {
    let mut approval: Approval = read(db, "an approval", version, &body)?;
    approval.state = read(db, "the state of an approval", version, &format!("\"{state}\""))?;
    Ok(approval)
}
