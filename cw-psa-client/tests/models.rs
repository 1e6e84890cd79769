//! Reading what servers send, well-formed and otherwise, and writing what they expect.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::fmt::Debug;

use cw_psa_client::By;
use cw_psa_client::ids::{BoardId, CompanyId, ContactId, MemberId, TicketId};
use cw_psa_client::models::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

fn read<T: DeserializeOwned>(value: Value) -> T {
    serde_json::from_str(&value.to_string()).unwrap()
}

fn refused<T: DeserializeOwned + Debug>(value: Value) -> String {
    serde_json::from_str::<T>(&value.to_string()).unwrap_err().to_string()
}

fn sent(body: &impl Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}

fn time(text: &str) -> UtcTime {
    text.parse().unwrap()
}

/// Every model has an example in the fixtures.
macro_rules! every_model {
    ($($model:ident,)*) => {
        #[test]
        fn every_model_reads_what_it_writes() {
            let fixtures: Map<String, Value> = serde_json::from_str(include_str!("fixtures/models.json")).unwrap();
            let models = [$((stringify!($model), check::<$model> as fn(&str, &Value)),)*];
            assert_eq!(models.len(), fixtures.len());
            for (name, check) in models {
                check(name, &fixtures[name]);
            }
        }
    };
}

every_model! {
    Activity, Agreement, AgreementAddition, AgreementType, AnyTicketNote, Board, BoardInfo, BoardItem, BoardStatus,
    BoardStatusInfo, BoardSubType, BoardSubTypeInfo, BoardTeam, BoardTeamInfo, BoardType, BulkError, BulkFieldError,
    BulkItem, BulkRecord, BulkResult, Callback, CatalogItem, CatalogItemInfo, ChargeCode, CommunicationType,
    Company, CompanyGroup, CompanyInfo, CompanyNote, CompanySite, CompanyStatus, CompanyTeam, CompanyType,
    CompanyTypeAssociation, Configuration, ConfigurationQuestion, ConfigurationStatus, ConfigurationType, Contact,
    ContactCommunication, ContactCommunicationItem, ContactDepartment, ContactGroup, ContactInfo, ContactNote,
    ContactRelationship, ContactType, ContactTypeAssociation, Count, CustomField, Department, DepartmentInfo,
    Document, EntryAudit, ExpenseEntry, ExpenseReport, ExpenseTax, ExpenseType, Forecast, ForecastItem, Invoice,
    LicenseBit, Location, LocationInfo, Manufacturer, Member, MemberInfo, MemberToken, Office365Account,
    Opportunity, OpportunityContact, OpportunityNote, OpportunityRating, OpportunityStage, OpportunityStatus,
    OpportunityTeamMember, OpportunityType, Priority, ProductCategory, ProductLine, ProductRecurring,
    ProductSubcategory, ProductType, Project, ProjectContact, ProjectNote, ProjectPhase, ProjectStatus,
    ProjectTeamMember, ProjectTicket, ProjectType, SalesProbability, ScheduleEntry, ScheduleStatus, ScheduleType,
    ServiceCode, ServiceTeam, SuccessResponse, SystemInfo, Ticket, TicketChangeLog, TicketInfo, TicketNote,
    TicketSource, TicketTask, TimeEntry, TimeSheet, UnitOfMeasure, UserDefinedField, UserDefinedFieldOption,
    WorkRole, WorkType,
}

fn check<T: DeserializeOwned + Serialize + Default + PartialEq + Debug>(name: &str, full: &Value) {
    let fields = full.as_object().unwrap();
    let record: T = read(full.clone());
    assert_eq!(&sent(&record), full, "{name}: full");

    let nulls = fields.keys().map(|field| (field.clone(), Value::Null)).collect();
    for nothing in [json!({}), Value::Object(nulls), json!({ "addedNextYear": [{ "deep": 1 }] })] {
        assert_eq!(read::<T>(nothing.clone()), T::default(), "{name}: {nothing}");
    }
    assert_eq!(sent(&T::default()), json!({}), "{name}: nothing is written that is not set");

    let upper = fields.iter().map(|(field, value)| (field.to_uppercase(), value.clone())).collect();
    assert_eq!(read::<T>(Value::Object(upper)), record, "{name}: case of names");
    refused::<T>(json!([]));
    refused::<T>(json!("text"));
}

#[test]
fn a_ticket_as_a_server_sends_it() {
    let ticket: Ticket = read(json!({
        "id": 60_117, "summary": "Printer on floor 2 jams", "recordType": "ServiceTicket",
        "board": { "id": 3, "name": "Help Desk", "_info": { "board_href": "https://psa.example/boards/3" } },
        "status": { "id": 511, "name": "In Progress", "Sort": 20, "_info": null },
        "company": { "id": 40, "identifier": "CONTOSO", "name": "Contoso Bakery", "_info": {} },
        "contact": null, "priority": { "id": 8, "name": "Priority 3", "sort": 3, "level": "Medium" },
        "owner": { "id": 143, "identifier": "lokafor", "name": "Lena Okafor", "dailyCapacity": 8 },
        "severity": "Catastrophic", "budgetHours": 2, "closedFlag": "False", "closedDate": "",
        "dateResponded": "2026-03-04T14:22:10Z", "resources": "lokafor, msato", "addedNextYear": { "x": [1] },
        "currency": { "id": 7, "symbol": "$", "currencyCode": "USD" },
        "customFields": [
            { "id": 7, "caption": "Asset Tag", "type": "Text", "entryMethod": "EntryField", "value": "A-1042" },
            { "id": 9, "caption": "VIP", "type": "Checkbox", "value": null }, null,
            { "id": 10, "caption": "Seats", "type": "Number", "value": 45 },
        ],
        "_info": { "lastUpdated": "2026-03-04T15:01:44Z", "updatedBy": "lokafor", "notes_href": "https://psa.example/n" },
    }));
    assert_eq!(ticket.id, Some(TicketId::new(60_117)));
    assert_eq!(ticket.board, Some(Ref::new(BoardId::new(3), "Help Desk")));
    assert_eq!(ticket.status.as_ref().unwrap().sort, Some(20));
    assert_eq!(ticket.company.as_ref().unwrap().identifier.as_deref(), Some("CONTOSO"));
    assert_eq!((ticket.contact.as_ref(), ticket.closed_flag), (None, Some(false)));
    assert_eq!(ticket.priority.as_ref().unwrap().level, Some(PriorityLevel::Medium));
    assert_eq!(ticket.owner.as_ref().unwrap().id, Some(MemberId::new(143)));
    assert_eq!(ticket.severity, Some(Severity::Other("Catastrophic".into())));
    assert!(ticket.closed_date.as_ref().unwrap().is_unset());
    assert_eq!(ticket.date_responded.as_ref().unwrap().timestamp().unwrap().to_string(), "2026-03-04T14:22:10Z");
    assert_eq!(ticket.currency.as_ref().unwrap().currency_code.as_deref(), Some("USD"));
    let values: Vec<_> = ticket.custom_fields.as_ref().unwrap().iter().map(|field| field.value.clone()).collect();
    assert_eq!(values, [Some("A-1042".into()), None, Some(45.into())]);
    let info = ticket.info.as_ref().unwrap();
    assert_eq!((info.updated_by(), info.href("notes")), (Some("lokafor"), Some("https://psa.example/n")));
    assert_eq!(info.last_updated().unwrap().as_str(), "2026-03-04T15:01:44Z");
    assert_eq!(sent(&ticket)["severity"], "Catastrophic");
}

#[test]
fn a_ticket_is_small_enough_to_be_passed_about() {
    // A page of 1000 tickets is held at once.
    assert!(size_of::<Ticket>() <= 3200, "{}", size_of::<Ticket>());
    assert!(size_of::<ProjectTicket>() <= 3200, "{}", size_of::<ProjectTicket>());
}

#[test]
fn what_cannot_mean_the_expected_thing_is_an_error() {
    for (value, reason) in [
        (json!({ "budgetHours": "lots" }), "a number"),
        (json!({ "budgetHours": [] }), "a number"),
        (json!({ "id": "60117-b" }), "a whole number"),
        (json!({ "id": 1.5 }), "a whole number"),
        (json!({ "closedFlag": "maybe" }), "true or false"),
        (json!({ "summary": {} }), "text"),
        (json!({ "board": "Help Desk" }), "an object"),
        (json!({ "board": [3] }), "an object"),
        (json!({ "customFields": {} }), "an array"),
        (json!({ "_info": "x" }), "an object"),
        (json!({ "severity": [] }), "text"),
    ] {
        let message = refused::<Ticket>(value.clone());
        assert!(message.contains(reason), "{value}: {message}");
    }
}

#[test]
fn secrets_in_answers_do_not_show() {
    let token: MemberToken = read(json!({ "publicKey": "visible", "privateKey": "s3cret-a" }));
    let member: Member = read(json!({ "identifier": "lokafor", "password": "s3cret-b", "token": "s3cret-c" }));
    let contact: Contact = read(json!({ "firstName": "Lena", "portalPassword": "s3cret-d" }));
    let field: CustomField = read(json!({ "value": "s3cret-e", "id": 4, "type": "Password" }));
    let question: ConfigurationQuestion = read(json!({ "answer": "s3cret-f", "fieldType": "password" }));
    for shown in [
        format!("{token:?} {member:?} {contact:?} {field:?} {question:?}"),
        format!("{} {} {}", sent(&token), sent(&member), sent(&contact)),
        format!("{} {}", sent(&field), sent(&question)),
    ] {
        assert!(!shown.contains("s3cret") && shown.contains("***"), "{shown}");
    }
    assert_eq!(token.private_key.unwrap().expose(), "s3cret-a");
    let Some(Scalar::Secret(secret)) = field.value else { panic!("a password is a secret") };
    assert_eq!(secret.expose(), "s3cret-e");
    assert_eq!(sent(&read::<CustomField>(json!({ "value": "B4", "type": "Text" })))["value"], "B4");
}

#[test]
fn what_a_site_says_of_a_company_may_be_nothing() {
    let info = |json: &str| serde_json::from_str::<Option<CompanyInfo>>(json).unwrap();
    for flag in ["\"True\"", "true", "\"true\"", "1"] {
        let json = format!(r#"{{ "Codebase": "v2026_1/", "CompanyID": "CONTOSO", "IsCloud": {flag} }}"#);
        let info = info(&json).unwrap();
        assert_eq!((info.codebase.as_deref(), info.is_cloud), (Some("v2026_1/"), Some(true)), "{flag}");
        assert_eq!(info.company_id.as_deref(), Some("CONTOSO"));
    }
    assert_eq!(info("null"), None);
}

#[test]
fn bulk_answers_tell_what_failed() {
    let result: BulkResult = read(json!({ "payload": [
        { "success": true, "originalIndex": 0, "statusCode": 200, "data": { "id": 8801 } },
        { "success": false, "originalIndex": 1, "statusCode": 400, "data": null, "error": {
            "code": "InvalidObject", "message": "configuration object is invalid",
            "errors": [{ "code": "NotFound", "message": "Type 9 not found", "field": "type/id" }] } },
    ] }));
    let items = result.payload.unwrap();
    assert_eq!(items[0].data.as_ref().unwrap().id, Some(8801));
    assert_eq!(items[1].error.as_ref().unwrap().errors.as_ref().unwrap()[0].field.as_deref(), Some("type/id"));
}

#[test]
fn bodies_say_what_is_set_and_nothing_else() {
    let (start, end) = (time("2026-03-04T14:20:00.75Z"), time("2026-03-04T10:05:00-05:00"));
    for (body, expected) in [
        (
            sent(&NewTicket::new("Printer on floor 2 jams", By::identifier("CONTOSO"))),
            json!({ "summary": "Printer on floor 2 jams", "company": { "identifier": "CONTOSO" } }),
        ),
        (
            sent(
                &NewTicket::new("Jam", CompanyId::new(40))
                    .with_board(By::name("Help Desk"))
                    .with_contact(ContactId::new(1842))
                    .with_kind(By::name("Hardware"))
                    .with_severity("Medium")
                    .with_required_date(start)
                    .with_external_x_ref("X-9")
                    .with_process_notifications(false)
                    .with_custom_fields([CustomFieldValue::new(7, "A-1042"), CustomFieldValue::new(9, true)]),
            ),
            json!({
                "summary": "Jam", "company": { "id": 40 }, "board": { "name": "Help Desk" }, "contact": { "id": 1842 },
                "type": { "name": "Hardware" }, "severity": "Medium", "requiredDate": "2026-03-04T14:20:00Z",
                "externalXRef": "X-9", "processNotifications": false,
                "customFields": [{ "id": 7, "value": "A-1042" }, { "id": 9, "value": true }],
            }),
        ),
        (
            sent(&NewProjectTicket::new("Rack the switch", By::id(12)).with_wbs_code("1.2")),
            json!({ "summary": "Rack the switch", "phase": { "id": 12 }, "wbsCode": "1.2" }),
        ),
        (sent(&NewTicketNote::new("Hello")), json!({ "text": "Hello" })),
        (sent(&NewTicketNote::discussion("Hello")), json!({ "text": "Hello", "detailDescriptionFlag": true })),
        (sent(&NewTicketNote::internal("Hm")), json!({ "text": "Hm", "internalAnalysisFlag": true })),
        (sent(&NewTicketNote::resolution("Done")), json!({ "text": "Done", "resolutionFlag": true })),
        (
            sent(&NewTimeEntry::on_ticket(TicketId::new(60_117), start, end).with_notes("Cleaned the rollers")),
            json!({
                "timeStart": "2026-03-04T14:20:00Z", "timeEnd": "2026-03-04T15:05:00Z", "chargeToId": 60_117,
                "chargeToType": "ServiceTicket", "notes": "Cleaned the rollers",
            }),
        ),
        (
            sent(&NewContact::new("Lena").with_communication_items([
                NewCommunication::new(By::name("Email"), "l@c.example").with_default_flag(true),
            ])),
            json!({
                "firstName": "Lena",
                "communicationItems": [{ "type": { "name": "Email" }, "value": "l@c.example", "defaultFlag": true }],
            }),
        ),
        (
            sent(&NewCompany::new("CONTOSO", "Contoso Bakery").with_types([By::name("Client")]).with_city("Ghent")),
            json!({ "identifier": "CONTOSO", "name": "Contoso Bakery", "types": [{ "name": "Client" }], "city": "Ghent" }),
        ),
        (
            sent(&NewProject::new("Move", By::id(40), By::id(6), BillingMethod::FixedFee, start, end)),
            json!({
                "name": "Move", "company": { "id": 40 }, "board": { "id": 6 }, "billingMethod": "FixedFee",
                "estimatedStart": "2026-03-04T14:20:00Z", "estimatedEnd": "2026-03-04T15:05:00Z",
            }),
        ),
        (
            sent(
                &NewExpenseEntry::new(By::name("Mileage"), 23.8, start)
                    .with_charge_to_type("Company")
                    .with_company(By::id(40)),
            ),
            json!({
                "type": { "name": "Mileage" }, "amount": 23.8, "date": "2026-03-04T14:20:00Z",
                "chargeToType": "Company", "company": { "id": 40 },
            }),
        ),
        (
            sent(&NewActivity::new("Call Lena", By::identifier("lokafor")).with_place(By::name("Remote"))),
            json!({ "name": "Call Lena", "assignTo": { "identifier": "lokafor" }, "where": { "name": "Remote" } }),
        ),
        (
            sent(&NewCallback::new("https://hooks.contoso.example/cw?recordId=", 1, "ticket", "owner")),
            json!({
                "url": "https://hooks.contoso.example/cw?recordId=", "objectId": 1, "type": "ticket", "level": "owner",
            }),
        ),
        (
            sent(
                &NewConfiguration::new("CON-LT-07", By::name("Managed Workstation"), CompanyId::new(40))
                    .with_questions([NewAnswer::new(502, "Yes")]),
            ),
            json!({
                "name": "CON-LT-07", "type": { "name": "Managed Workstation" }, "company": { "id": 40 },
                "questions": [{ "questionId": 502, "answer": "Yes" }],
            }),
        ),
        (
            sent(&TicketMerge::new([TicketId::new(1), TicketId::new(2)], By::id(511))),
            json!({ "mergeTicketIds": [1, 2], "status": { "id": 511 } }),
        ),
        (sent(&ChildTickets::new([TicketId::new(1)])), json!({ "childTicketIds": [1] })),
        (
            sent(&CompanyMerge::new(CompanyId::new(41)).with_name(MergeSide::To).with_contacts(MergeFate::Merge)),
            json!({ "toCompanyId": 41, "name": "To", "contacts": "Merge" }),
        ),
        (sent(&ProductDetach::new().with_remove_from_ticket(true)), json!({ "removeFromTicket": true })),
    ] {
        assert_eq!(body, expected);
    }
}
