//! What a ticket says of itself, as the tools that create and update tickets set it.

use msp_tools_core::{IdOrName, ToolError};
use serde::{Deserialize, Serialize};

use super::access::Access;
use super::resolve;
use super::written::Chosen;
use crate::ids::{BoardId, CompanyId};

/// What arguments name.
#[derive(Debug, Default)]
pub(super) struct Wanted<'a> {
    pub(super) board: Option<&'a IdOrName>,
    pub(super) status: Option<&'a IdOrName>,
    pub(super) kind: Option<&'a IdOrName>,
    pub(super) subtype: Option<&'a IdOrName>,
    pub(super) priority: Option<&'a IdOrName>,
    pub(super) contact: Option<&'a IdOrName>,
    pub(super) assigned_to: Option<&'a IdOrName>,
    pub(super) source: Option<&'a IdOrName>,
}

/// What they stand for.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct TicketFields {
    pub(super) board: Option<Chosen>,
    pub(super) status: Option<Chosen>,
    pub(super) kind: Option<Chosen>,
    pub(super) subtype: Option<Chosen>,
    pub(super) priority: Option<Chosen>,
    pub(super) contact: Option<Chosen>,
    pub(super) assigned_to: Option<Chosen>,
    pub(super) source: Option<Chosen>,
    /// What a person should know of the status.
    #[serde(skip)]
    pub(super) warnings: Vec<String>,
}

/// A field that was chosen: what the record calls it, what people call it, and what it is to be.
pub(super) struct Field<'a> {
    pub(super) wire: &'static str,
    pub(super) label: &'static str,
    pub(super) value: &'a Chosen,
}

impl TicketFields {
    /// Looks up what arguments name. Statuses and types are those of the board: the one that is named, or `current`.
    pub(super) async fn find(
        access: &Access,
        wanted: &Wanted<'_>,
        company: Option<CompanyId>,
        current: Option<BoardId>,
    ) -> Result<Self, ToolError> {
        let board = Chosen::maybe(resolve::boards(access), "$.board", wanted.board).await?;
        let on_board = board.as_ref().map(|board| BoardId::new(board.id)).or(current);
        let mut fields = Self { board, ..Self::default() };
        if let Some(name) = wanted.status {
            fields.find_status(access, board_of(on_board, "$.status")?, name).await?;
        }
        if let Some(name) = wanted.kind {
            let types = resolve::types(access, board_of(on_board, "$.type")?);
            fields.kind = Some(Chosen::of(types, "$.type", name).await?);
        }
        if let Some(name) = wanted.subtype {
            let subtypes = resolve::subtypes(access, board_of(on_board, "$.subtype")?);
            fields.subtype = Some(Chosen::of(subtypes, "$.subtype", name).await?);
        }
        fields.priority = Chosen::maybe(resolve::priorities(access), "$.priority", wanted.priority).await?;
        fields.contact = Chosen::maybe(resolve::contacts(access, company), "$.contact", wanted.contact).await?;
        fields.assigned_to = Chosen::maybe(resolve::members(access), "$.assigned_to", wanted.assigned_to).await?;
        fields.source = Chosen::maybe(resolve::sources(access), "$.source", wanted.source).await?;
        Ok(fields)
    }

    async fn find_status(&mut self, access: &Access, board: BoardId, name: &IdOrName) -> Result<(), ToolError> {
        let status = resolve::statuses(access, board).one("$.status", name).await?;
        if status.row.closed_status == Some(true) {
            self.warnings.push(format!("The status {} closes the ticket.", resolve::NamedRow::name(&status.row)));
        }
        if let Some(template) = status.row.email_template.as_ref().and_then(|template| template.identifier.as_ref()) {
            self.warnings.push(format!("The status has an e-mail of its own: {template}."));
        }
        self.status = Some((&status).into());
        Ok(())
    }

    /// What was chosen, in the order in which a person reads it.
    pub(super) fn chosen(&self) -> impl Iterator<Item = Field<'_>> {
        let fields = [
            ("board", "board", &self.board),
            ("status", "status", &self.status),
            ("type", "type", &self.kind),
            ("subType", "subtype", &self.subtype),
            ("priority", "priority", &self.priority),
            ("contact", "contact", &self.contact),
            ("owner", "owner", &self.assigned_to),
            ("source", "source", &self.source),
        ];
        fields.into_iter().filter_map(|(wire, label, value)| Some(Field { wire, label, value: value.as_ref()? }))
    }
}

/// The board that the argument at `path` depends on.
fn board_of(board: Option<BoardId>, path: &str) -> Result<BoardId, ToolError> {
    board.ok_or_else(|| ToolError::input(path, "it means something on a board only", "a `board` beside it"))
}
