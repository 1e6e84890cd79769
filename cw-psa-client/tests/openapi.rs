//! The models against the vendor's own description, where a copy of it is at hand.
//!
//! Set `PSA_OPENAPI` to an OpenAPI 3 file, or keep `psa-openapi-slice.json` in a folder `api` of a folder beside the
//! repository. Without one these tests say so and check nothing.

#![allow(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use std::collections::BTreeSet;
use std::path::PathBuf;

use cw_psa_client::ids::{CompanyId, DepartmentId, TicketId};
use cw_psa_client::models as m;
use cw_psa_client::{By, models::UtcTime};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

/// How deep nested objects are filled; the description is cyclic.
const DEPTH: usize = 3;

/// How many records are made up for each schema.
const ROUNDS: u64 = 50;

fn description() -> Option<Value> {
    let path = std::env::var_os("PSA_OPENAPI").map(PathBuf::from).or_else(beside_the_repository);
    let Some(path) = path else {
        eprintln!("SKIPPED: no OpenAPI description at hand (see PSA_OPENAPI)");
        return None;
    };
    let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    Some(serde_json::from_str(&text).unwrap())
}

fn beside_the_repository() -> Option<PathBuf> {
    let outside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let folders = std::fs::read_dir(outside).ok()?;
    let candidates = folders.flatten().map(|folder| folder.path().join("api/psa-openapi-slice.json"));
    candidates.into_iter().find(|path| path.is_file())
}

/// Runs a check on every described schema that has a model.
fn for_each_model(check: &mut dyn FnMut(&str, Model)) {
    macro_rules! models {
        ($($schema:literal => $model:ty,)*) => {$(
            check($schema, Model { decode: decode::<$model>, encode: reencode::<$model> });
        )*};
    }
    models! {
        "Activity" => m::Activity,
        "Addition" => m::AgreementAddition,
        "Agreement" => m::Agreement,
        "AgreementReference" => m::AgreementRef,
        "AgreementRevenueReference" => m::Revenue,
        "AgreementType" => m::AgreementType,
        "BillingStatusReference" => m::BillingStatusRef,
        "Board" => m::Board,
        "BoardInfo" => m::BoardInfo,
        "BoardItem" => m::BoardItem,
        "BoardStatus" => m::BoardStatus,
        "BoardStatusInfo" => m::BoardStatusInfo,
        "BoardSubType" => m::BoardSubType,
        "BoardSubTypeInfo" => m::BoardSubTypeInfo,
        "BoardTeam" => m::BoardTeam,
        "BoardTeamInfo" => m::BoardTeamInfo,
        "BoardType" => m::BoardType,
        "BulkResult" => m::BulkResult,
        "CallbackEntry" => m::Callback,
        "CatalogItem" => m::CatalogItem,
        "CatalogItemInfo" => m::CatalogItemInfo,
        "Category" => m::ProductCategory,
        "ChargeCode" => m::ChargeCode,
        "Code" => m::ServiceCode,
        "CommunicationType" => m::CommunicationType,
        "CommunicationTypeReference" => m::CommunicationTypeRef,
        "Company" => m::Company,
        "Company.Configuration" => m::Configuration,
        "CompanyCompanyTypeAssociation.CompanyTypeAssociation" => m::CompanyTypeAssociation,
        "CompanyGroup" => m::CompanyGroup,
        "CompanyNote" => m::CompanyNote,
        "CompanySite" => m::CompanySite,
        "CompanyStatus" => m::CompanyStatus,
        "CompanyTeam" => m::CompanyTeam,
        "CompanyType" => m::CompanyType,
        "ConfigurationQuestion" => m::ConfigurationQuestion,
        "ConfigurationReference" => m::ConfigurationRef,
        "ConfigurationStatus" => m::ConfigurationStatus,
        "ConfigurationType" => m::ConfigurationType,
        "Contact" => m::Contact,
        "ContactCommunication" => m::ContactCommunication,
        "ContactCommunicationItem" => m::ContactCommunicationItem,
        "ContactContactTypeAssociation.ContactTypeAssociation" => m::ContactTypeAssociation,
        "ContactDepartment" => m::ContactDepartment,
        "ContactGroup" => m::ContactGroup,
        "ContactInfo" => m::ContactInfo,
        "ContactNote" => m::ContactNote,
        "ContactRelationship" => m::ContactRelationship,
        "ContactType" => m::ContactType,
        "Count" => m::Count,
        "CurrencyReference" => m::Currency,
        "CustomFieldValue" => m::CustomField,
        "Department" => m::Department,
        "DepartmentInfo" => m::DepartmentInfo,
        "DocumentInfo" => m::Document,
        "ErrorResponseMessage" => m::BulkError,
        "ExpenseEntry" => m::ExpenseEntry,
        "ExpenseEntryAudit" => m::EntryAudit,
        "ExpenseReport" => m::ExpenseReport,
        "ExpenseRevenueReference" => m::Revenue,
        "ExpenseTax" => m::ExpenseTax,
        "ExpenseType" => m::ExpenseType,
        "Forecast" => m::Forecast,
        "ForecastItem" => m::ForecastItem,
        "ForecastRevenueReference" => m::Revenue,
        "IRestIdentifiedItem" => m::BulkRecord,
        "InclusiveRevenueReference" => m::Revenue,
        "Info" => m::SystemInfo,
        "Invoice" => m::Invoice,
        "InvoiceGroupingReference" => m::InvoiceGroupingRef,
        "InvoiceReference" => m::InvoiceRef,
        "IvItemReference" => m::InventoryItemRef,
        "LdapConfigurationReference" => m::LdapRef,
        "LicenseBit" => m::LicenseBit,
        "Location" => m::Location,
        "LocationInfo" => m::LocationInfo,
        "LostRevenueReference" => m::Revenue,
        "Manufacturer" => m::Manufacturer,
        "Member" => m::Member,
        "MemberInfo" => m::MemberInfo,
        "MemberOffice365" => m::Office365Account,
        "MemberReference" => m::MemberRef,
        "MemberSsoSettingsReference" => m::SsoSettings,
        "OpenRevenueReference" => m::Revenue,
        "Opportunity" => m::Opportunity,
        "OpportunityContact" => m::OpportunityContact,
        "OpportunityNote" => m::OpportunityNote,
        "OpportunityRating" => m::OpportunityRating,
        "OpportunityStage" => m::OpportunityStage,
        "OpportunityStatus" => m::OpportunityStatus,
        "OpportunityType" => m::OpportunityType,
        "Other1RevenueReference" => m::Revenue,
        "Other2RevenueReference" => m::Revenue,
        "Priority" => m::Priority,
        "PriorityReference" => m::PriorityRef,
        "ProductItem" => m::ProductLine,
        "ProductRecurring" => m::ProductRecurring,
        "ProductReference" => m::ProductRef,
        "ProductRevenueReference" => m::Revenue,
        "ProductType" => m::ProductType,
        "Project" => m::Project,
        "ProjectContact" => m::ProjectContact,
        "ProjectNote" => m::ProjectNote,
        "ProjectPhase" => m::ProjectPhase,
        "ProjectStatus" => m::ProjectStatus,
        "ProjectTeamMember" => m::ProjectTeamMember,
        "ProjectTicket" => m::ProjectTicket,
        "ProjectType" => m::ProjectType,
        "ResultInfo" => m::BulkItem,
        "SalesProbability" => m::SalesProbability,
        "ScheduleEntry" => m::ScheduleEntry,
        "ScheduleEntryReference" => m::ScheduleEntryRef,
        "ScheduleStatus" => m::ScheduleStatus,
        "ScheduleType" => m::ScheduleType,
        "ServiceEmailTemplateReference" => m::EmailTemplateRef,
        "ServiceNote" => m::TicketNote,
        "ServiceRevenueReference" => m::Revenue,
        "ServiceStatusReference" => m::StatusRef,
        "ServiceTask" => m::TicketTask,
        "ServiceTeam" => m::ServiceTeam,
        "ServiceTicketNote" => m::AnyTicketNote,
        "Source" => m::TicketSource,
        "SubCategory" => m::ProductSubcategory,
        "SuccessResponse" => m::SuccessResponse,
        "Team" => m::OpportunityTeamMember,
        "Ticket" => m::Ticket,
        "TicketChangeLog" => m::TicketChangeLog,
        "TicketInfo" => m::TicketInfo,
        "TicketNote" => m::TicketNote,
        "TicketReference" => m::TicketRef,
        "TicketTask" => m::TicketTask,
        "TimeEntry" => m::TimeEntry,
        "TimeEntryAudit" => m::EntryAudit,
        "TimeRevenueReference" => m::Revenue,
        "TimeSheet" => m::TimeSheet,
        "Token" => m::MemberToken,
        "UnitOfMeasure" => m::UnitOfMeasure,
        "UserDefinedField" => m::UserDefinedField,
        "UserDefinedFieldOption" => m::UserDefinedFieldOption,
        "ValidationError" => m::BulkFieldError,
        "WarehouseReference" => m::WarehouseRef,
        "WonRevenueReference" => m::Revenue,
        "WorkRole" => m::WorkRole,
        "WorkType" => m::WorkType,
        "WorkTypeReference" => m::WorkTypeRef,
        "CompanyReference" => m::Ref<CompanyId>,
        "SystemDepartmentReference" => m::Ref<DepartmentId>,
        "TaxCodeReference" => m::Ref,
    }
}

struct Model {
    decode: fn(&str) -> Result<(), serde_json::Error>,
    encode: fn(&str) -> Result<Value, serde_json::Error>,
}

fn decode<T: DeserializeOwned>(text: &str) -> Result<(), serde_json::Error> {
    serde_json::from_str::<T>(text).map(drop)
}

/// Decodes, encodes and decodes again: nothing may get lost on the second way.
fn reencode<T: DeserializeOwned + Serialize>(text: &str) -> Result<Value, serde_json::Error> {
    let once = serde_json::to_value(serde_json::from_str::<T>(text)?)?;
    let twice = serde_json::to_value(serde_json::from_str::<T>(&once.to_string())?)?;
    assert_eq!(once, twice);
    Ok(once)
}

/// How the values are made.
#[derive(Clone, Copy, PartialEq)]
enum Making {
    /// Every field set, each to a value of its own.
    Full,
    /// Fields left out, null or of another spelling, as chance has it.
    Chance(u64),
}

/// Makes values that fit a schema.
struct Maker<'a> {
    description: &'a Value,
    next: i64,
    making: Making,
}

impl Maker<'_> {
    fn full(description: &Value, schema: &str) -> Value {
        Maker { description, next: 0, making: Making::Full }.schema(schema)
    }

    fn schema(&mut self, name: &str) -> Value {
        let schema = &self.description["components"]["schemas"][name];
        assert!(schema.is_object(), "{name} is not in the description");
        self.make(schema, DEPTH)
    }

    fn make(&mut self, schema: &Value, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let name = reference.rsplit('/').next().unwrap();
            let target = &self.description["components"]["schemas"][name];
            return if depth == 0 { Value::Null } else { self.make(target, depth - 1) };
        }
        self.next += 1;
        if let Some(words) = schema["enum"].as_array() {
            let word = words[self.below(words.len())].clone();
            return if self.one_in(8) { json!("AddedNextYear") } else { word };
        }
        match (schema["type"].as_str(), schema["format"].as_str()) {
            (Some("integer"), _) => self.spelled(json!(self.next)),
            (Some("number"), _) => self.spelled(json!(self.next as f64 + 0.5)),
            (Some("boolean"), _) => self.spelled(json!(self.next % 2 == 0)),
            (Some("string"), Some("date-time")) => json!(format!("2026-03-02T14:00:{:02}Z", self.next % 60)),
            (Some("string"), _) => json!(format!("text {}", self.next)),
            (Some("array"), _) => {
                let length = if self.making == Making::Full { 1 } else { self.below(3) };
                (0..length).map(|_| self.make(&schema["items"], depth)).collect()
            }
            _ if schema["additionalProperties"].is_object() => {
                json!({ "key": self.make(&schema["additionalProperties"], depth) })
            }
            // What the vendor describes as any object are text, numbers and flags.
            _ if schema["properties"].is_null() => self.scalar(),
            _ => self.object(schema["properties"].as_object().unwrap(), depth),
        }
    }

    fn object(&mut self, fields: &Map<String, Value>, depth: usize) -> Value {
        let mut object = Map::new();
        for (name, schema) in fields {
            if self.one_in(4) {
                continue;
            }
            let value = if self.one_in(4) { Value::Null } else { self.make(schema, depth) };
            object.insert(name.clone(), value);
        }
        Value::Object(object)
    }

    fn scalar(&mut self) -> Value {
        match self.below(4) {
            0 => json!(format!("value {}", self.next)),
            1 => json!(self.next),
            2 => json!(self.next as f64 + 0.25),
            _ => json!(true),
        }
    }

    /// A number or flag, perhaps as text.
    fn spelled(&mut self, value: Value) -> Value {
        if self.one_in(4) { json!(value.to_string()) } else { value }
    }

    /// Never, where nothing is left to chance.
    fn one_in(&mut self, times: usize) -> bool {
        self.making != Making::Full && self.below(times) == 0
    }

    fn below(&mut self, limit: usize) -> usize {
        let Making::Chance(state) = &mut self.making else { return 0 };
        *state ^= *state << 13;
        *state ^= *state >> 7;
        *state ^= *state << 17;
        (*state % limit as u64) as usize
    }
}

/// Notes the path of what was sent and did not come back.
fn missing(path: &str, sent: &Value, got: &Value, lost: &mut BTreeSet<String>) {
    match (sent, got) {
        (Value::Null, _) => {}
        (Value::Object(sent), Value::Object(got)) => {
            for (name, value) in sent {
                missing(&format!("{path}/{name}"), value, got.get(name).unwrap_or(&Value::Null), lost);
            }
        }
        (Value::Array(sent), Value::Array(got)) => {
            for (sent, got) in sent.iter().filter(|item| !item.is_null()).zip(got) {
                missing(path, sent, got, lost);
            }
        }
        _ if same(sent, got) => {}
        _ => {
            lost.insert(path.to_owned());
        }
    }
}

/// Equal but for text and number being one, and secrets being masked.
fn same(sent: &Value, got: &Value) -> bool {
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    text(sent) == text(got) || got == "***"
}

/// The short forms of records do not keep their `_info`: it links to the record, which the id finds too.
fn is_left_out(path: &str) -> bool {
    let is_short_form = path.matches('/').count() > 1 || path.contains("Reference/");
    is_short_form && path.ends_with("/_info")
}

#[test]
fn every_described_field_is_read_and_written_back() {
    let Some(description) = description() else { return };
    for_each_model(&mut |schema, model| {
        let value = Maker::full(&description, schema);
        let back = (model.encode)(&value.to_string()).unwrap_or_else(|error| panic!("{schema}: {error}"));
        let mut lost = BTreeSet::new();
        missing(schema, &value, &back, &mut lost);
        lost.retain(|path| !is_left_out(path));
        assert_eq!(lost, BTreeSet::new());
    });
}

#[test]
fn any_field_may_be_null_or_missing() {
    let Some(description) = description() else { return };
    for_each_model(&mut |schema, model| {
        let full = Maker::full(&description, schema);
        let full = full.as_object().unwrap();
        let nulls: Map<_, _> = full.keys().map(|name| (name.clone(), Value::Null)).collect();
        for object in [Map::new(), nulls] {
            let back = (model.encode)(&Value::Object(object).to_string());
            assert_eq!(back.unwrap_or_else(|error| panic!("{schema}: {error}")), json!({}), "{schema}");
        }
        for name in full.keys() {
            let (mut without, mut null) = (full.clone(), full.clone());
            without.remove(name);
            null.insert(name.clone(), Value::Null);
            for object in [without, null] {
                let text = Value::Object(object).to_string();
                (model.decode)(&text).unwrap_or_else(|error| panic!("{schema}.{name}: {error}"));
            }
        }
    });
}

#[test]
fn records_of_every_shape_are_read() {
    let Some(description) = description() else { return };
    for_each_model(&mut |schema, model| {
        for round in 1..=ROUNDS {
            let making = Making::Chance(round.wrapping_mul(0x9E37_79B9_7F4A_7C15));
            let value = Maker { description: &description, next: 0, making }.schema(schema);
            let back = (model.encode)(&value.to_string()).unwrap_or_else(|error| panic!("{schema}: {error}: {value}"));
            let mut lost = BTreeSet::new();
            missing(schema, &value, &back, &mut lost);
            lost.retain(|path| !is_left_out(path));
            assert_eq!(lost, BTreeSet::new(), "{value}");
        }
    });
}

#[test]
fn every_described_word_is_known() {
    let Some(description) = description() else { return };
    let mut unknown = BTreeSet::new();
    for_each_model(&mut |schema, model| {
        let fields = description["components"]["schemas"][schema]["properties"].as_object().unwrap();
        for (field, word) in fields.iter().flat_map(|(field, s)| words(s).map(move |word| (field, word))) {
            // A word that is known is written as the vendor spells it, however it came.
            let odd = json!({ field: word.to_uppercase() }).to_string();
            if (model.encode)(&odd).unwrap()[field] != word && word.to_uppercase() != word {
                unknown.insert(format!("{schema}.{field}"));
            }
        }
    });
    // Left as text: what an audit is about (over a hundred words), and how a member likes their screens.
    let as_text = [
        "ExpenseEntryAudit.type",
        "Member.agreementInvoicingDisplayOptions",
        "Member.authenticationServiceType",
        "Member.companyActivityTabFormat",
        "Member.globalSearchDefaultSort",
        "Member.globalSearchDefaultTicketFilter",
        "Member.invoiceScreenDefaultTabFormat",
        "Member.invoiceTimeTabFormat",
        "Member.invoicingDisplayOptions",
        "TimeEntryAudit.type",
    ];
    assert_eq!(unknown, as_text.map(str::to_owned).into());
}

fn words(schema: &Value) -> impl Iterator<Item = &str> {
    schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str)
}

/// What a body says when only what is needed is set: at least what the description needs, and nothing it does not know.
#[test]
fn bodies_hold_what_the_description_needs() {
    let Some(description) = description() else { return };
    let (by, now) = (|| By::id(1), || "2026-03-02T14:00:00Z".parse::<UtcTime>().unwrap());
    let bodies = [
        ("Ticket", sent(&m::NewTicket::new("text", by()))),
        ("ProjectTicket", sent(&m::NewProjectTicket::new("text", by()))),
        ("ServiceNote", sent(&m::NewTicketNote::new("text"))),
        ("ServiceTask", sent(&m::NewTicketTask::new("text"))),
        ("TicketMerge", sent(&m::TicketMerge::new(vec![TicketId::new(1)], by()))),
        ("TicketBundle", sent(&m::ChildTickets::new(vec![TicketId::new(1)]))),
        ("ConvertToProject", sent(&m::ConvertToProjectTicket::new(by(), "text"))),
        ("Board", sent(&m::NewBoard::new("text", by(), by()))),
        ("BoardStatus", sent(&m::NewBoardStatus::new("text"))),
        ("BoardType", sent(&m::NewBoardType::new("text"))),
        ("BoardSubType", sent(&m::NewBoardSubType::new("text"))),
        ("BoardItem", sent(&m::NewBoardItem::new("text"))),
        ("BoardTeam", sent(&m::NewBoardTeam::new("text", by()))),
        ("Priority", sent(&m::NewPriority::new("text", "word"))),
        ("Source", sent(&m::NewTicketSource::new("text"))),
        ("Company", sent(&m::NewCompany::new("text", "text"))),
        ("CompanySite", sent(&m::NewCompanySite::new("text"))),
        ("CompanyNote", sent(&m::NewCompanyNote::new("text"))),
        ("CompanyTeam", sent(&m::NewCompanyTeam::new(by()))),
        ("CompanyCompanyTypeAssociation.CompanyTypeAssociation", sent(&m::NewCompanyTypeAssociation::new(by(), by()))),
        ("CompanyGroup", sent(&m::NewCompanyGroup::new(by()))),
        ("CompanyStatus", sent(&m::NewCompanyStatus::new("text"))),
        ("CompanyType", sent(&m::NewCompanyType::new("text"))),
        ("Contact", sent(&m::NewContact::new("text"))),
        ("ContactCommunication", sent(&m::NewCommunication::new(by(), "text"))),
        ("ContactNote", sent(&m::NewContactNote::new("text"))),
        ("ContactGroup", sent(&m::NewContactGroup::new(by()))),
        ("ContactContactTypeAssociation.ContactTypeAssociation", sent(&m::NewContactTypeAssociation::new(by(), by()))),
        ("CompanyMerge", sent(&m::CompanyMerge::new(1))),
        ("Company.Configuration", sent(&m::NewConfiguration::new("text", by(), by()))),
        ("Project", sent(&m::NewProject::new("text", by(), by(), "word", now(), now()))),
        ("ProjectPhase", sent(&m::NewProjectPhase::new("text"))),
        ("ProjectNote", sent(&m::NewProjectNote::new("text"))),
        ("ProjectTeamMember", sent(&m::NewProjectTeamMember::new(by(), by()))),
        ("ProjectContact", sent(&m::NewProjectContact::new(by()))),
        ("Opportunity", sent(&m::NewOpportunity::new("text", by(), by(), by()))),
        ("OpportunityNote", sent(&m::NewOpportunityNote::new("text"))),
        ("OpportunityContact", sent(&m::NewOpportunityContact::new(by()))),
        ("Team", sent(&m::NewOpportunityTeamMember::new("word"))),
        ("ForecastItem", sent(&m::NewForecastItem::new(by(), by(), "word"))),
        ("Activity", sent(&m::NewActivity::new("text", by()))),
        ("TimeEntry", sent(&m::NewTimeEntry::new(now()))),
        ("ExpenseEntry", sent(&m::NewExpenseEntry::new(by(), 1.0, now()))),
        ("WorkType", sent(&m::NewWorkType::new("text", "word", "word", 1.0))),
        ("WorkRole", sent(&m::NewWorkRole::new("text"))),
        ("ExpenseType", sent(&m::NewExpenseType::new("text", "text", "word", "word"))),
        ("CatalogItem", sent(&m::NewCatalogItem::new("text", "text", "text", by(), by()))),
        ("ProductItem", sent(&m::NewProductLine::new(by(), "word"))),
        ("ProductDetach", sent(&m::ProductDetach::new())),
        ("Agreement", sent(&m::NewAgreement::new("text", by(), by(), by()))),
        ("Addition", sent(&m::NewAgreementAddition::new(by(), "word"))),
        ("Invoice", sent(&m::NewInvoice::new("word", by()))),
        ("ScheduleEntry", sent(&m::NewScheduleEntry::new(by()))),
        ("CallbackEntry", sent(&m::NewCallback::new("text", 1, "text", "text"))),
        ("UserDefinedField", sent(&m::NewUserDefinedField::new(1, "text", 1, "word"))),
    ];
    for (schema, body) in bodies {
        let described = &description["components"]["schemas"][schema];
        let sent: BTreeSet<_> = body.as_object().unwrap().keys().map(String::as_str).collect();
        let known: BTreeSet<_> = described["properties"].as_object().unwrap().keys().map(String::as_str).collect();
        let needed = described["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(sent.is_subset(&known), "{schema}: {sent:?}");
        assert!(sent.is_superset(&needed), "{schema}: {sent:?} without all of {needed:?}");
    }
}

fn sent(body: &impl Serialize) -> Value {
    serde_json::to_value(body).unwrap()
}
