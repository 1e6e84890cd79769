//! Lists: conditions, order, fields, pages.

use cw_sandbox::{Ticket, World};

use crate::caller::{Caller, ids};

async fn all(caller: &Caller, conditions: &str) -> Vec<u64> {
    ids(&caller.list("/service/tickets", &[("conditions", conditions), ("pageSize", "1000")]).await)
}

fn wanted(world: &World, fits: impl Fn(&Ticket) -> bool) -> Vec<u64> {
    world.tickets.iter().filter(|t| !t.project && fits(t)).map(|t| u64::from(t.id)).collect()
}

#[tokio::test]
async fn conditions_find_what_a_loop_finds() {
    let caller = Caller::new().await;
    let world = caller.sandbox.world();
    let board = |t: &Ticket| world.board(t.board).unwrap().name.clone();
    let month_ago = world.made_at.minus(std::time::Duration::from_secs(30 * 86_400));
    let since = format!("lastUpdated > [{month_ago}Z]");
    type Fits<'a> = Box<dyn Fn(&Ticket) -> bool + 'a>;
    let cases: Vec<(&str, Fits<'_>)> = vec![
        ("closedFlag = false", Box::new(|t| !t.closed)),
        ("closedFlag=False and BOARD/NAME=\"help desk\"", Box::new(|t| !t.closed && board(t) == "Help Desk")),
        ("priority/id in (5, 6) or owner = null", Box::new(|t| matches!(t.priority, Some(5 | 6)) || t.owner.is_none())),
        ("owner/identifier != 'asmith'", Box::new(|t| t.owner.is_some_and(|o| o != 151))),
        ("owner/id != null and not_a = 1", Box::new(|_| false)),
        (
            "(priority/id = 5 or priority/id = 6) and closedFlag = true",
            Box::new(|t| matches!(t.priority, Some(5 | 6)) && t.closed),
        ),
        (
            "priority/id = 5 or priority/id = 6 and closedFlag = true",
            Box::new(|t| t.priority == Some(5) || t.priority == Some(6) && t.closed),
        ),
        ("summary contains 'disk' or summary like '%drive C:*'", Box::new(|t| t.summary.contains("drive C:"))),
        ("summary not like '%spooler%' and board/id = 2", Box::new(|t| !t.summary.contains("Spooler") && t.board == 2)),
        ("board/name = 'R&D \"Lab\" [[]50%]'", Box::new(|t| t.board == 4)),
        (&since, Box::new(|t| t.updated > month_ago)),
        ("company/name = 'Contoso'", Box::new(|t| matches!(t.company, 19_012 | 19_013))),
        ("configuration/id = 201003", Box::new(|t| t.machine == Some(1003))),
        ("id > 100100 and id <= 100110", Box::new(|t| (100_101..=100_110).contains(&t.id))),
        ("company/id not in (19011, 19012)", Box::new(|t| !matches!(t.company, 19_011 | 19_012))),
        ("status/name = 'Closed' and closedFlag = false", Box::new(|t| t.status == 115)),
    ];
    for (condition, fits) in cases {
        if condition.contains("not_a") {
            assert_eq!(caller.try_list("/service/tickets", &[("conditions", condition)]).await.0, 400);
            continue;
        }
        let expected = wanted(&world, fits);
        assert!(!expected.is_empty(), "{condition} finds nothing");
        assert_eq!(all(&caller, condition).await, expected, "{condition}");
        let count = caller.list_count("/service/tickets", condition).await;
        assert_eq!(count, expected.len() as u64, "{condition}");
    }
}
