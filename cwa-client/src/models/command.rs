//! Commands: what an agent can be told to do, and what came of it.

use super::macros::{body, model};
use crate::ids::{CommandExecutionId, CommandId, ComputerId};
use cw_http::data::DateTime;
use cw_http::open_enum;

open_enum! {
    /// How far a command has come.
    pub enum CommandStatus {
        /// Not yet fetched by the agent.
        Pending = "Pending",
        /// Under way.
        Executing = "Executing",
        /// Over. The output can still say `ERR`.
        Success = "Success",
        /// Over, and failed.
        Failed = "Failed",
        /// Stopped.
        Terminated = "Terminated",
    }
}

impl CommandStatus {
    /// Whether it is over; a status that is not known here counts as not over.
    #[must_use]
    pub fn is_over(&self) -> bool {
        matches!(self, Self::Success | Self::Failed | Self::Terminated)
    }
}

model! {
    /// A command of the server's catalogue.
    pub struct Command {
        /// Its id; text on the wire.
        id: CommandId,
        /// Its name.
        name: String,
        /// What it does.
        description: String,
        /// The command level that a user needs to send it.
        level: i64,
    }

    /// A command sent to a computer.
    pub struct CommandExecution {
        /// Id of this execution.
        id: CommandExecutionId,
        /// The computer.
        computer_id: ComputerId,
        /// The command.
        command: Command,
        /// How far it has come.
        status: CommandStatus,
        /// Its arguments.
        parameters: Vec<String>,
        /// What it printed.
        output: String,
        /// Whether it is to reach the agent within seconds.
        fastalk: bool,
        /// When the row was last written.
        date_last_inventoried: DateTime,
    }

    /// A command sent to a computer in the past.
    pub struct CommandHistory {
        /// Id of that execution.
        id: CommandExecutionId,
        /// The computer.
        computer_id: ComputerId,
        /// When it was sent.
        date_executed: DateTime,
        /// When it was over.
        date_finished: DateTime,
        /// The command.
        command_id: CommandId,
        /// Name of the command.
        command: String,
        /// How far it came.
        status: CommandStatus,
        /// What it printed.
        output: String,
        /// Its arguments, as one text.
        parameters: String,
        /// Who sent it.
        user: String,
    }
}

body! {
    /// A command to send to a computer.
    pub struct NewCommand {
        required {
            /// The computer; must be the one in the path.
            computer_id: ComputerId,
            /// The command.
            command: CommandById,
            /// Its arguments.
            parameters: Vec<String>,
        }
        optional {
            /// Whether it is to reach the agent within seconds.
            fastalk / with_fastalk: bool,
        }
    }

    /// A command, named by its id.
    pub struct CommandById {
        required {
            /// Its id.
            id: CommandId,
        }
        optional {}
    }
}

impl From<CommandId> for CommandById {
    fn from(id: CommandId) -> Self {
        Self { id }
    }
}

impl NewCommand {
    /// Runs a line in the Windows command interpreter.
    ///
    /// The agent takes `!!!` as the mark between program and arguments, so a line that contains it
    /// may be cut there (unconfirmed).
    #[must_use]
    pub fn cmd(computer: ComputerId, line: &str) -> Self {
        Self::shell(computer, format!("cmd.exe!!! /c {line}"))
    }

    /// Runs a line in Windows PowerShell. Quotes within the line are passed on as they are.
    ///
    /// The agent takes `!!!` as the mark between program and arguments, so a line that contains it
    /// may be cut there (unconfirmed).
    #[must_use]
    pub fn powershell(computer: ComputerId, line: &str) -> Self {
        Self::shell(computer, format!("powershell.exe!!! -NonInteractive -Command \"{line}\""))
    }

    /// 2 is the shell command on every server seen.
    fn shell(computer: ComputerId, argument: String) -> Self {
        Self::new(computer, CommandId::new(2), vec![argument])
    }
}
