//! The tables, as versions of them followed each other.

use super::{Db, Durability};
use crate::{Error, ErrorKind};

/// Each brings the tables from the version before to its own. Never changed once released; added to.
const MIGRATIONS: [Migration; 1] = [Migration {
    both: include_str!("../../migrations/0001.sql"),
    postgres: include_str!("../../migrations/0001.postgres.sql"),
}];

struct Migration {
    both: &'static str,
    postgres: &'static str,
}

/// Makes the tables what this version expects, whoever else opens the database at the same time.
pub(super) async fn migrate(db: &Db) -> Result<(), Error> {
    let mut tx = db.begin(Durability::Disk).await?;
    tx.lock("schema").await?;
    tx.change("CREATE TABLE IF NOT EXISTS msp_schema (version BIGINT NOT NULL)", &[]).await?;
    // Changes nothing, but shows now, not at the first call, whether anything can be written.
    tx.change("DELETE FROM msp_schema WHERE version < 1", &[]).await?;
    let versions: Vec<(i64,)> = tx.rows("SELECT version FROM msp_schema", &[]).await?;
    let found = versions.iter().map(|(version,)| *version).max().unwrap_or(0);
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    if found > known {
        let what = format!(
            "a newer version of this program made it (its tables are of version {found}, this one knows {known}); \
             use that version, or another database"
        );
        return Err(db.error(ErrorKind::Newer, what));
    }
    for (number, migration) in (1..).zip(&MIGRATIONS).filter(|(number, _)| *number > found) {
        tx.script(migration.both).await?;
        if db.is_postgres() {
            tx.script(migration.postgres).await?;
        }
        tx.change("INSERT INTO msp_schema (version) VALUES ($1)", &[number.into()]).await?;
    }
    tx.commit().await
}
