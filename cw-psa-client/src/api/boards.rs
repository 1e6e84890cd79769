//! Boards: where service tickets are, and what they can be there.

use cw_http::Request;

use super::{below, endpoints, resources, routes};
use crate::ids::{BoardId, BoardItemId, BoardSubTypeId, BoardTypeId, StatusId, TeamId};
use crate::list::ListRequest;
use crate::models::{
    Board, BoardInfo, BoardItem, BoardStatus, BoardSubType, BoardTeam, BoardType, NewBoard, NewBoardItem,
    NewBoardStatus, NewBoardSubType, NewBoardTeam, NewBoardType,
};
use crate::resource::Endpoint;

resources! {
    /// Boards.
    Boards("boards", "/service/boards"): BoardId => Board, new NewBoard;
    /// Boards in short, for keys that may not read their set-up.
    BoardsInfo("boards.info", "/service/info/boards"): BoardId => BoardInfo;
    /// The statuses of a board.
    BoardStatuses("boards.statuses", "/service/boards/{parentId}/statuses"):
        StatusId => BoardStatus, new NewBoardStatus;
    /// The types of tickets on a board.
    BoardTypes("boards.types", "/service/boards/{parentId}/types"): BoardTypeId => BoardType, new NewBoardType;
    /// The subtypes of tickets on a board.
    BoardSubTypes("boards.subtypes", "/service/boards/{parentId}/subtypes"):
        BoardSubTypeId => BoardSubType, new NewBoardSubType;
    /// The items of tickets on a board.
    BoardItems("boards.items", "/service/boards/{parentId}/items"): BoardItemId => BoardItem, new NewBoardItem;
    /// The teams of a board.
    BoardTeams("boards.teams", "/service/boards/{parentId}/teams"): TeamId => BoardTeam, new NewBoardTeam;
}

routes! {
    ACTIVE = get("boards.active", "/service/info/boards/active");
}

endpoints! {
    /// Boards: where service tickets are. Statuses and types belong to a board: the same name has another id on each.
    ///
    /// ```no_run
    /// # async fn example(psa: cw_psa_client::PsaClient) -> Result<(), cw_psa_client::Error> {
    /// for board in psa.boards().list().all().await? {
    ///     let Some(id) = board.id else { continue };
    ///     for status in psa.boards().statuses(id).list().all().await? {
    ///         println!("{:?}: {:?}", board.name, status.name);
    ///     }
    /// }
    /// # Ok(())
    /// # }
    /// ```
    boards: Boards;
}

below! {
    Boards;
    /// Boards in short, for keys that may not read their set-up.
    info: BoardsInfo;
    /// The statuses of a board.
    statuses(BoardId): BoardStatuses;
    /// The types of tickets on a board.
    types(BoardId): BoardTypes;
    /// The subtypes of tickets on a board.
    subtypes(BoardId): BoardSubTypes;
    /// The items of tickets on a board.
    items(BoardId): BoardItems;
    /// The teams of a board.
    teams(BoardId): BoardTeams;
}

impl Endpoint<Boards> {
    /// The boards in use, in short: `GET /service/info/boards/active`.
    pub fn active(&self) -> ListRequest<BoardInfo> {
        self.psa.list(Request::new(&ACTIVE), None)
    }
}
