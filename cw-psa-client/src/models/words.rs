//! The words that fields are limited to; the server may say others, which are kept.

use cw_http::open_enum;

open_enum! {
    /// What kind of ticket a record is.
    pub enum RecordType {
        /// A service ticket.
        ServiceTicket = "ServiceTicket",
        /// A ticket of a project.
        ProjectTicket = "ProjectTicket",
        /// An issue of a project.
        ProjectIssue = "ProjectIssue",
    }
}

open_enum! {
    /// How bad a ticket is.
    pub enum Severity {
        /// Little is hindered.
        Low = "Low",
        /// Work is hindered.
        Medium = "Medium",
        /// Work has stopped.
        High = "High",
    }
}

open_enum! {
    /// How many a ticket affects.
    pub enum Impact {
        /// One person.
        Low = "Low",
        /// Several.
        Medium = "Medium",
        /// All.
        High = "High",
    }
}

open_enum! {
    /// Whether something is billed.
    pub enum BillableOption {
        /// It is.
        Billable = "Billable",
        /// It is not, and not shown.
        DoNotBill = "DoNotBill",
        /// It is shown on the invoice, for nothing.
        NoCharge = "NoCharge",
        /// As the thing above it says.
        NoDefault = "NoDefault",
    }
}

open_enum! {
    /// How work is billed.
    pub enum BillingMethod {
        /// By the hour, at the rates.
        ActualRates = "ActualRates",
        /// A fixed amount.
        FixedFee = "FixedFee",
        /// By the hour, up to an amount.
        NotToExceed = "NotToExceed",
        /// By the hour, at a rate of its own.
        OverrideRate = "OverrideRate",
    }
}

open_enum! {
    /// What a ticket is linked to as knowledge.
    pub enum KnowledgeBaseLinkType {
        /// An activity.
        Activity = "Activity",
        /// An issue of a project.
        ProjectIssue = "ProjectIssue",
        /// An article.
        KnowledgeBaseArticle = "KnowledgeBaseArticle",
        /// A ticket of a project.
        ProjectTicket = "ProjectTicket",
        /// A service ticket.
        ServiceTicket = "ServiceTicket",
        /// A time entry.
        Time = "Time",
    }
}

open_enum! {
    /// What must be done before a ticket.
    pub enum PredecessorType {
        /// A ticket.
        Ticket = "Ticket",
        /// A phase.
        Phase = "Phase",
    }
}

open_enum! {
    /// What becomes of the schedule of a task's ticket when the task is done.
    pub enum ChildScheduleAction {
        /// It moves to the parent.
        Transfer = "Transfer",
        /// It is deleted.
        Delete = "Delete",
        /// It is marked as done.
        Done = "Done",
    }
}

open_enum! {
    /// Where a note comes from.
    pub enum TicketNoteType {
        /// It was written on the ticket.
        TicketNote = "TicketNote",
        /// It comes from a time entry.
        TimeEntryNote = "TimeEntryNote",
        /// It comes from a meeting.
        MeetingNote = "MeetingNote",
    }
}

open_enum! {
    /// Which end comes first.
    pub enum SortDirection {
        /// The oldest.
        Ascending = "Ascending",
        /// The newest.
        Descending = "Descending",
    }
}

open_enum! {
    /// What the share done of a project is computed from.
    pub enum PercentageCalculation {
        /// Hours worked.
        ActualHours = "ActualHours",
        /// Nothing; it is typed in.
        Manual = "Manual",
        /// Closed phases.
        ClosedPhases = "ClosedPhases",
        /// Closed tickets.
        ClosedTickets = "ClosedTickets",
    }
}

open_enum! {
    /// What reaching a status means to the SLA.
    pub enum EscalationStatus {
        /// Nobody has responded.
        NotResponded = "NotResponded",
        /// Someone has responded.
        Responded = "Responded",
        /// There is a plan.
        ResolutionPlan = "ResolutionPlan",
        /// It is resolved.
        Resolved = "Resolved",
        /// The clock stands.
        NoEscalation = "NoEscalation",
    }
}

open_enum! {
    /// Whether work of a type is asked for or foreseen.
    pub enum TypeCategory {
        /// Asked for.
        Reactive = "Reactive",
        /// Foreseen.
        Proactive = "Proactive",
    }
}

open_enum! {
    /// The colour of a priority.
    pub enum PriorityColor {
        /// Black.
        Black = "Black",
        /// Blue.
        Blue = "Blue",
        /// Cyan.
        Cyan = "Cyan",
        /// Grey.
        Gray = "Gray",
        /// Green.
        Green = "Green",
        /// Lime.
        Lime = "Lime",
        /// Orange.
        Orange = "Orange",
        /// Pink.
        Pink = "Pink",
        /// Purple.
        Purple = "Purple",
        /// Red.
        Red = "Red",
        /// White.
        White = "White",
        /// Yellow.
        Yellow = "Yellow",
        /// A picture of its own.
        Custom = "Custom",
    }
}

open_enum! {
    /// How urgent a priority is.
    pub enum PriorityLevel {
        /// Critical.
        Critical = "Critical",
        /// High.
        High = "High",
        /// Medium.
        Medium = "Medium",
        /// Low.
        Low = "Low",
    }
}

open_enum! {
    /// What an address or number is for.
    pub enum CommunicationKind {
        /// E-mail.
        Email = "Email",
        /// Fax.
        Fax = "Fax",
        /// Telephone.
        Phone = "Phone",
    }
}

open_enum! {
    /// Gender.
    pub enum Gender {
        /// Female.
        Female = "Female",
        /// Male.
        Male = "Male",
    }
}

open_enum! {
    /// Whether a contact is online.
    pub enum Presence {
        /// Not known.
        NoAgent = "NoAgent",
        /// Online.
        Online = "Online",
        /// Online, not to be disturbed.
        DoNotDisturb = "DoNotDisturb",
        /// Away.
        Away = "Away",
        /// Offline.
        Offline = "Offline",
    }
}

open_enum! {
    /// What the value of a field or the answer to a question may be.
    pub enum FieldType {
        /// Long text.
        TextArea = "TextArea",
        /// A button that opens an address.
        Button = "Button",
        /// An amount.
        Currency = "Currency",
        /// A day.
        Date = "Date",
        /// An address.
        Hyperlink = "Hyperlink",
        /// A network address.
        IpAddress = "IPAddress",
        /// Yes or no.
        Checkbox = "Checkbox",
        /// A number.
        Number = "Number",
        /// A percentage.
        Percent = "Percent",
        /// A telephone number.
        PhoneNumber = "PhoneNumber",
        /// Text.
        Text = "Text",
        /// A password; masked wherever it is shown or written.
        Password = "Password",
    }
}

open_enum! {
    /// How the value of a field is entered.
    pub enum EntryMethod {
        /// In a calendar.
        Date = "Date",
        /// By typing.
        EntryField = "EntryField",
        /// From a list.
        List = "List",
        /// By a tick.
        Option = "Option",
    }
}

open_enum! {
    /// Whose rates apply.
    pub enum BillingRateType {
        /// The member's.
        StaffMember = "StaffMember",
        /// The work role's.
        WorkRole = "WorkRole",
    }
}

open_enum! {
    /// Which hours are held against a budget.
    pub enum BudgetAnalysis {
        /// Hours worked.
        ActualHours = "ActualHours",
        /// Billable hours.
        BillableHours = "BillableHours",
    }
}

open_enum! {
    /// Who helps to sell.
    pub enum TeamMemberType {
        /// A member.
        Individual = "Individual",
        /// A team.
        Team = "Team",
    }
}

open_enum! {
    /// What a line of a forecast earns from.
    pub enum ForecastType {
        /// Other things.
        Other1 = "Other1",
        /// Still other things.
        Other2 = "Other2",
        /// An agreement.
        Agreement = "Agreement",
        /// A product.
        Product = "Product",
        /// Services.
        Service = "Service",
    }
}

open_enum! {
    /// What time or an expense is charged to.
    pub enum ChargeToType {
        /// A company.
        Company = "Company",
        /// A service ticket.
        ServiceTicket = "ServiceTicket",
        /// A ticket of a project.
        ProjectTicket = "ProjectTicket",
        /// A charge code of our own.
        ChargeCode = "ChargeCode",
        /// An activity.
        Activity = "Activity",
    }
}

open_enum! {
    /// How far time or an expense is on its way to the invoice.
    pub enum EntryStatus {
        /// It can be changed.
        Open = "Open",
        /// It was sent back.
        Rejected = "Rejected",
        /// It waits for approval.
        PendingApproval = "PendingApproval",
        /// It was corrected.
        ErrorsCorrected = "ErrorsCorrected",
        /// It waits for the project's manager.
        PendingProjectApproval = "PendingProjectApproval",
        /// The first approver agreed.
        ApprovedByTierOne = "ApprovedByTierOne",
        /// The second approver sent it back.
        RejectBySecondTier = "RejectBySecondTier",
        /// The second approver agreed.
        ApprovedByTierTwo = "ApprovedByTierTwo",
        /// It can be billed.
        ReadyToBill = "ReadyToBill",
        /// It is billed.
        Billed = "Billed",
        /// It is written off.
        WrittenOff = "WrittenOff",
        /// An agreement covers it.
        BilledAgreement = "BilledAgreement",
    }
}

open_enum! {
    /// What changed an entry.
    pub enum AuditSource {
        /// Not known.
        None = "None",
        /// A member.
        Member = "Member",
        /// An integration.
        Api = "API",
        /// A workflow.
        Workflow = "Workflow",
        /// The portal.
        Portal = "Portal",
        /// The mobile app.
        Mobile = "Mobile",
        /// The network.
        Network = "Network",
        /// The e-mail connector.
        EmailConnector = "EmailConnector",
        /// A change of many.
        MassMaintenance = "MassMaintenance",
        /// The program.
        Application = "Application",
        /// The system.
        SystemApi = "SystemAPI",
        /// A conversion.
        Conversion = "Conversion",
    }
}

open_enum! {
    /// How the rate of a work type is to be read.
    pub enum RateType {
        /// It is added to the usual one.
        AdjustAmount = "AdjAmount",
        /// It replaces the usual one.
        Custom = "Custom",
        /// The usual one is multiplied by it.
        Multiplier = "Multiplier",
    }
}

open_enum! {
    /// What kind of absence a work type is.
    pub enum AccrualType {
        /// A public holiday.
        Holiday = "Holiday",
        /// Paid time off.
        PaidTimeOff = "PTO",
        /// Illness.
        Sick = "Sick",
        /// Vacation.
        Vacation = "Vacation",
    }
}

open_enum! {
    /// How a mark-up is meant.
    pub enum MarkupOption {
        /// An amount.
        Amount = "Amount",
        /// By the mile.
        Mile = "Mile",
        /// In percent.
        Percent = "Percent",
    }
}

open_enum! {
    /// What class of product it is.
    pub enum ProductClass {
        /// An agreement.
        Agreement = "Agreement",
        /// Several together.
        Bundle = "Bundle",
        /// Kept in stock.
        Inventory = "Inventory",
        /// Not kept in stock.
        NonInventory = "NonInventory",
        /// A service.
        Service = "Service",
    }
}

open_enum! {
    /// What the price of a service means.
    pub enum PriceAttribute {
        /// It is fixed.
        FixedFee = "FixedFee",
        /// It is the most.
        NotToExceed = "NotToExceed",
        /// It is a rate of its own.
        OverrideRate = "OverrideRate",
        /// Time and material are billed.
        TimeAndMaterials = "TimeAndMaterials",
    }
}

open_enum! {
    /// How the price of a line is found.
    pub enum PriceMethod {
        /// By a flat rate for a range.
        FlatRateForRange = "FlatRateForRange",
        /// From the cost, by a mark-up.
        PercentMarkupFromCost = "PercentMarkupFromCost",
        /// From the price, by a discount.
        PercentMarkdownFromPrice = "PercentMarkdownFromPrice",
        /// By the piece.
        PricePerUnit = "PricePerUnit",
    }
}

open_enum! {
    /// What a type of product is in the accounting system.
    pub enum AccountingType {
        /// A part kept in stock.
        InventoryPart = "InventoryPart",
        /// A part not kept in stock.
        NonInventoryPart = "NonInventoryPart",
        /// Another charge.
        OtherCharge = "OtherCharge",
        /// A service.
        Service = "Service",
    }
}

open_enum! {
    /// What cycles follow.
    pub enum CycleType {
        /// The year of the contract.
        ContractYear = "ContractYear",
        /// The calendar year.
        CalendarYear = "CalendarYear",
    }
}

open_enum! {
    /// What an agreement covers.
    pub enum ApplicationUnits {
        /// An amount.
        Amount = "Amount",
        /// Hours.
        Hours = "Hours",
        /// Incidents.
        Incidents = "Incidents",
    }
}

open_enum! {
    /// How often what an agreement covers is renewed.
    pub enum ApplicationCycle {
        /// Every two weeks of the contract.
        ContractTwoWeeks = "Contract2Weeks",
        /// Every four weeks of the contract.
        ContractFourWeeks = "Contract4Weeks",
        /// Every year of the contract.
        ContractYear = "ContractYear",
        /// Every month.
        CalendarMonth = "CalendarMonth",
        /// Every quarter.
        CalendarQuarter = "CalendarQuarter",
        /// Every week.
        CalendarWeek = "CalendarWeek",
        /// Every quarter of the contract.
        ContractQuarter = "ContractQuarter",
        /// Every year.
        CalendarYear = "CalendarYear",
    }
}

open_enum! {
    /// What members are paid by.
    pub enum CompensationRate {
        /// Their rate.
        Actual = "Actual",
        /// The agreement's rate.
        Hourly = "Hourly",
    }
}

open_enum! {
    /// What limits that pay.
    pub enum CompensationLimit {
        /// What is billed.
        Billing = "Billing",
        /// An amount.
        Amount = "Amount",
        /// A percentage.
        Percent = "Percent",
    }
}

open_enum! {
    /// Which period is billed.
    pub enum PeriodType {
        /// The current one.
        Current = "Current",
        /// The next.
        Future = "Future",
        /// Both.
        Both = "Both",
        /// Not set.
        Undefined = "Undefined",
    }
}

open_enum! {
    /// Whether an agreement runs.
    pub enum AgreementStatus {
        /// It runs.
        Active = "Active",
        /// It was cancelled.
        Cancelled = "Cancelled",
        /// It ended.
        Expired = "Expired",
        /// It has not begun.
        Inactive = "Inactive",
    }
}

open_enum! {
    /// Where an invoice number gets its addition.
    pub enum PrefixSuffix {
        /// In front.
        Prefix = "Prefix",
        /// Behind.
        Suffix = "Suffix",
    }
}

open_enum! {
    /// What kind of invoice it is.
    pub enum InvoiceType {
        /// For an agreement.
        Agreement = "Agreement",
        /// A credit.
        CreditMemo = "CreditMemo",
        /// A down payment.
        DownPayment = "DownPayment",
        /// For other things.
        Miscellaneous = "Miscellaneous",
        /// For progress.
        Progress = "Progress",
        /// For what was done and delivered.
        Standard = "Standard",
        /// Several together.
        Consolidated = "Consolidated",
    }
}

open_enum! {
    /// What an invoice is for.
    pub enum InvoiceAppliesTo {
        /// Everything.
        All = "All",
        /// An agreement.
        Agreement = "Agreement",
        /// A project.
        Project = "Project",
        /// A phase of a project.
        ProjectPhase = "ProjectPhase",
        /// A sales order.
        SalesOrder = "SalesOrder",
        /// A ticket.
        Ticket = "Ticket",
    }
}

open_enum! {
    /// Class of a member's licence.
    pub enum LicenseClass {
        /// An integration.
        Api = "A",
        /// A technician at a customer.
        StreamlineIt = "C",
        /// A full member.
        Full = "F",
        /// A subcontractor.
        Subcontractor = "X",
    }
}

open_enum! {
    /// Which of a member's addresses or numbers is used.
    pub enum ContactPoint {
        /// The one at the office.
        Office = "Office",
        /// The mobile one.
        Mobile = "Mobile",
        /// The one at home.
        Home = "Home",
    }
}

open_enum! {
    /// Which of two merged companies a value is taken from.
    pub enum MergeSide {
        /// The one that goes.
        From = "From",
        /// The one that stays.
        To = "To",
    }
}

open_enum! {
    /// What becomes of the things that belong to a company that goes.
    pub enum MergeFate {
        /// They go too.
        Discard = "Discard",
        /// They move to the company that stays.
        Merge = "Merge",
    }
}
