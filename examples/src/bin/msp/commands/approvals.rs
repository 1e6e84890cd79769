//! `msp approvals`: requests that wait for a person, and the answers, whichever process asked.

use std::path::Path;

use msp_tools_core::{Approval, ApprovalDesk, ApprovalId, ApprovalState, ErrorKind, Principal};
use serde_json::json;

use crate::cli::{Answering, ApprovalsAction, Globals};
use crate::console::{Console, STRONG};
use crate::exit::Failure;
use crate::{exit::Exit, gate, render, state};

/// How one person may be both, wherever that is wanted.
const ONE_PERSON: &str = "Somebody else has to, unless the policy file given with --policy says `second_person = false`, or whoever \
                          types answers the question of `msp call` on a terminal";

pub(crate) async fn run(console: Console, globals: &Globals, action: Option<ApprovalsAction>) -> Result<Exit, Failure> {
    let action = action.unwrap_or(ApprovalsAction::List);
    let said = match state::open_if_there(globals).await? {
        Ok(store) => carry_out(&gate::desk(globals, &store).await?, action).await?,
        Err(folder) => nothing_there(&action, &folder)?,
    };
    match said {
        Said::All(approvals) => console.answer(&json!(approvals), || list(&approvals)),
        Said::One(approval) => console.answer(&json!(approval), || in_words(&approval)),
    }
    Ok(Exit::Done)
}

/// The answer where nothing was called yet.
fn nothing_there(action: &ApprovalsAction, folder: &Path) -> Result<Said, Failure> {
    match action {
        ApprovalsAction::List => Ok(Said::All(Vec::new())),
        ApprovalsAction::Show { id }
        | ApprovalsAction::Approve(Answering { id, .. })
        | ApprovalsAction::Deny(Answering { id, .. }) => {
            let message = format!("there is no approval `{id}`: nothing is kept in {} yet", folder.display());
            Err(Failure::new(Exit::Usage, "not_found", message))
        }
    }
}

enum Said {
    All(Vec<Approval>),
    One(Box<Approval>),
}

async fn carry_out(desk: &ApprovalDesk, action: ApprovalsAction) -> Result<Said, Failure> {
    let approval = match action {
        ApprovalsAction::List => return Ok(Said::All(desk.list().await?)),
        ApprovalsAction::Show { id } => desk.get(&ApprovalId::new(id)).await?,
        ApprovalsAction::Approve(answering) => approve(desk, answering).await?,
        ApprovalsAction::Deny(Answering { id, by, reason }) => {
            desk.deny(&ApprovalId::new(id), &Principal::new(by), reason.as_deref()).await?
        }
    };
    Ok(Said::One(Box::new(approval)))
}

/// Says yes to the request as it stands, which is shown along with it.
async fn approve(desk: &ApprovalDesk, Answering { id, by, reason }: Answering) -> Result<Approval, Failure> {
    let shown = desk.get(&ApprovalId::new(id)).await?;
    let by = Principal::new(by);
    let approved = desk.approve(shown.id(), &shown.digest, &by, reason.as_deref()).await;
    approved.map_err(|error| {
        let is_own = shown.state == ApprovalState::Pending && by.is_same_person(&shown.request.requester);
        match error.kind() {
            ErrorKind::Denied if is_own => Failure::new(Exit::Refused, "denied", format!("{error}. {ONE_PERSON}")),
            _ => error.into(),
        }
    })
}

fn list(approvals: &[Approval]) -> String {
    if approvals.is_empty() {
        return "No requests.".to_owned();
    }
    let mut table = render::blank_table();
    for approval in approvals {
        let request = &approval.request;
        table.add_row([
            request.id.to_string(),
            approval.state.to_string(),
            render::safe(request.requester.as_str()),
            render::safe(&request.plan.sentence),
            format!("until {}", request.expires_at),
        ]);
    }
    render::trimmed(&table)
}

fn in_words(approval: &Approval) -> String {
    let request = &approval.request;
    let mut lines = vec![format!("{STRONG}{}{STRONG:#} {}", request.id, approval.state)];
    lines.push(render::request(approval));
    lines.push(format!("  asked       by {} at {}", render::safe(request.requester.as_str()), request.created_at));
    lines.push(format!("  expires     {}", request.expires_at));
    if let Some(answer) = &approval.answer {
        let reason = answer.reason.as_deref().map(|reason| format!(": {}", render::safe(reason))).unwrap_or_default();
        lines.push(format!("  answered    by {} at {}{reason}", render::safe(answer.by.as_str()), answer.at));
    }
    if let Some(failure) = &approval.failure {
        lines.push(format!("  failure     {}", render::safe(&failure.to_string())));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use msp_tools_core::{CallContext, CallOutcome, Registry};

    use super::*;
    use crate::tenant::Tenant;

    fn answering(id: &str, by: &str) -> Answering {
        Answering { id: id.to_owned(), by: by.to_owned(), reason: Some("agreed".to_owned()) }
    }

    async fn ask(registry: &Registry, computer: &str) -> String {
        let arguments = json!({"script": "Disk Cleanup", "computers": [computer]});
        let outcome = registry.call("cwa-run-script", arguments, &CallContext::new("agent")).await;
        let Ok(CallOutcome::AwaitingApproval(approval)) = outcome else { panic!("{outcome:?}") };
        approval.id().to_string()
    }

    async fn one(desk: &ApprovalDesk, action: ApprovalsAction) -> Result<Approval, Failure> {
        match carry_out(desk, action).await? {
            Said::One(approval) => Ok(*approval),
            Said::All(_) => panic!("one was asked for"),
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn requests_of_this_process_are_listed_shown_and_answered() {
        let (tenant, globals) = (Tenant::embedded().await.expect("a port"), Globals::default());
        let (registry, desk) =
            gate::built(Registry::builder(), &globals, tenant.tools(&globals).into()).await.expect("it fits");
        let (kiosk, dc) = (ask(&registry, "kiosk").await, ask(&registry, "DC01").await);
        let Ok(Said::All(all)) = carry_out(&desk, ApprovalsAction::List).await else { panic!("a list") };
        let shown = list(&all);
        assert!(shown.contains(&kiosk) && shown.contains(&dc) && shown.contains("pending"), "{shown}");

        let own = one(&desk, ApprovalsAction::Approve(answering(&kiosk, "agent"))).await;
        let refused = own.expect_err("a second person is needed");
        assert_eq!(refused.exit, Exit::Refused);
        assert!(refused.message.contains("second_person = false"), "{}", refused.message);
        let approved = one(&desk, ApprovalsAction::Approve(answering(&kiosk, "maria"))).await.expect("a yes");
        assert_eq!(approved.state, ApprovalState::Approved);
        let denied = one(&desk, ApprovalsAction::Deny(answering(&dc, "maria"))).await.expect("a no");
        assert_eq!(denied.state, ApprovalState::Denied);
        let again = one(&desk, ApprovalsAction::Approve(answering(&dc, "maria"))).await;
        assert_eq!(again.expect_err("it was denied").exit, Exit::Refused);

        let words = in_words(&one(&desk, ApprovalsAction::Show { id: kiosk.clone() }).await.expect("it is there"));
        for word in [kiosk.as_str(), "approved", "kiosk", "by agent", "by maria", ": agreed", "because"] {
            assert!(words.contains(word), "`{word}` is missing in:\n{words}");
        }
    }
}
