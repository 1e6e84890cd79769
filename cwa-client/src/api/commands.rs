//! Commands: what agents can be told to do, and what came of it.

use cw_http::{Error, ErrorKind, Request};

use super::routes;
use crate::client::AutomateClient;
use crate::ids::{CommandExecutionId, CommandId, ComputerId};
use crate::list::ListRequest;
use crate::models::{Command, CommandExecution, CommandHistory, NewCommand};
use cw_http::Call;

routes! {
    LIST = get("commands.list", "/v1/Commands");
    GET = get("commands.get", "/v1/Commands/{id}");
    EXECUTE = post("commands.execute", "/v1/Computers/{computer}/CommandExecute");
    EXECUTIONS = get("commands.executions", "/v1/Computers/{computer}/CommandExecute");
    HISTORY = get("commands.history", "/v1/Computers/{computer}/CommandHistory");
}

/// Commands: what an agent can be told to do.
///
/// Which ones an account may send depends on its command level and on rights by group; a command beyond them may be
/// accepted and never run.
///
/// ```no_run
/// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
/// for command in cwa.commands().list().all().await? {
///     println!("{:?} {:?}", command.id, command.name);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Commands(pub(super) AutomateClient);

impl Commands {
    /// The server's catalogue: `GET /Commands`.
    pub fn list(&self) -> ListRequest<Command> {
        self.0.list(Request::new(&LIST), "Id asc")
    }

    /// One command of the catalogue: `GET /Commands/{id}`.
    pub fn get(&self, id: CommandId) -> Call<Command> {
        self.0.read(Request::new(&GET).param("id", id))
    }

    /// Sends a command to the computer that it names: `POST /Computers/{id}/CommandExecute`. Answers with the row to look at
    /// later, by [`execution`](Self::execution). Never sent twice.
    ///
    /// ```no_run
    /// # async fn example(cwa: cwa_client::AutomateClient) -> Result<(), cwa_client::Error> {
    /// use cwa_client::ComputerId;
    /// use cwa_client::models::NewCommand;
    ///
    /// let sent = cwa.commands().execute(&NewCommand::cmd(ComputerId::new(1042), "hostname")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn execute(&self, command: &NewCommand) -> Call<CommandExecution> {
        self.0.read(Request::new(&EXECUTE).param("computer", command.computer_id).json(command))
    }

    /// Commands sent to a computer of late, and how far they are: `GET /Computers/{id}/CommandExecute`.
    pub fn executions(&self, computer: ComputerId) -> ListRequest<CommandExecution> {
        self.0.list(Request::new(&EXECUTIONS).param("computer", computer), "Id asc")
    }

    /// How far a command is: `GET /Computers/{id}/CommandExecute?ids=`.
    ///
    /// # Errors
    /// `NotFound` if the computer has no such row; else as [`Call::send`].
    pub async fn execution(&self, computer: ComputerId, id: CommandExecutionId) -> Result<CommandExecution, Error> {
        let rows = self.executions(computer).ids([id]).send().await?;
        let row = rows.items.into_iter().find(|row| row.id == Some(id));
        row.ok_or_else(|| Error::new(ErrorKind::NotFound, format!("computer {computer} has no command execution {id}")))
    }

    /// Commands that were sent to a computer: `GET /Computers/{id}/CommandHistory`.
    pub fn history(&self, computer: ComputerId) -> ListRequest<CommandHistory> {
        self.0.list(Request::new(&HISTORY).param("computer", computer), "Id asc")
    }
}
