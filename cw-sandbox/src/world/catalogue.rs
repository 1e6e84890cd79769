//! Lists that a world is drawn from. All invented, apart from product names.

use super::machine::MachineKind::{self, Server, Workstation};
use super::script::ScriptEffect::{self, Fail, FreeDisk, Nothing, Reboot};
use super::script::ScriptTarget;

pub(super) struct Os {
    pub(super) name: &'static str,
    pub(super) version: &'static str,
}

pub(super) const SERVERS: [Os; 5] = [
    Os { name: "Microsoft Windows Server 2022 Standard x64", version: "10.0.20348" },
    Os { name: "Microsoft Windows Server 2019 Standard x64", version: "10.0.17763" },
    Os { name: "Microsoft Windows Server 2016 Standard x64", version: "10.0.14393" },
    Os { name: "Microsoft Windows Server 2025 Datacenter x64", version: "10.0.26100" },
    Os { name: "Ubuntu 24.04.1 LTS", version: "6.8.0" },
];

pub(super) const WORKSTATIONS: [Os; 5] = [
    Os { name: "Microsoft Windows 11 Pro x64", version: "10.0.22631" },
    Os { name: "Microsoft Windows 10 Pro x64", version: "10.0.19045" },
    Os { name: "Microsoft Windows 11 Enterprise x64", version: "10.0.26100" },
    Os { name: "macOS 15.3", version: "24.3.0" },
    Os { name: "Microsoft Windows 7 Professional x64", version: "6.1.7601" },
];

pub(super) const USERS: [&str; 8] =
    ["maria", "j.o'brien", "jürgen.müller", "a.novak", "reception", "s.lindqvist", "t.okafor", "lab"];

/// The companies of every world, with their sites. Two share a name, and a third begins with it.
pub(super) const COMPANIES: [(&str, &[&str]); 8] = [
    ("Acme Dental", &["Main Office", "Riverside"]),
    ("Contoso", &["Headquarters"]),
    ("Contoso", &["Main Office"]),
    ("Contoso Labs", &["Lab 1", "Lab 2"]),
    ("O'Brien & Sons", &["Main Office", "Yard"]),
    ("Müller Bäckerei GmbH", &["Backstube", "Laden"]),
    ("Bob's \"Blue\" Door", &["The Door"]),
    ("50% Off_Outlet \\ Co", &["Mall"]),
];

/// First and second words of the companies that a larger world needs.
pub(super) const COMPANY_WORDS: [(&str, &str); 8] = [
    ("Harbour", "Logistics"),
    ("Birch", "Legal"),
    ("Copper", "Foods"),
    ("Summit", "Physio"),
    ("Lark", "Media"),
    ("Granite", "Builders"),
    ("Willow", "Care"),
    ("North", "Motors"),
];

/// A machine that every world has.
pub(super) struct Named {
    pub(super) name: &'static str,
    /// Index into [`COMPANIES`] and into the sites there.
    pub(super) at: (usize, usize),
    pub(super) kind: MachineKind,
    /// Index into [`SERVERS`] or [`WORKSTATIONS`].
    pub(super) os: usize,
    pub(super) status: &'static str,
    /// Free space on `C:` in percent.
    pub(super) free: u32,
}

const fn named(
    name: &'static str,
    at: (usize, usize),
    kind: MachineKind,
    os: usize,
    status: &'static str,
    free: u32,
) -> Named {
    Named { name, at, kind, os, status, free }
}

pub(super) const NAMED: [Named; 14] = [
    named("DC01", (0, 0), Server, 0, "Online", 41),
    named("maria-laptop", (0, 0), Workstation, 0, "Online", 37),
    named("kiosk", (0, 1), Workstation, 1, "Online", 4),
    named("FRONTDESK-2", (0, 0), Workstation, 0, "Online", 6),
    named("BACKUP01", (0, 1), Server, 1, "Offline", 22),
    named("FILES01", (1, 0), Server, 1, "Online", 55),
    named("FILES01", (4, 0), Server, 2, "Online", 8),
    named("LAB-07", (3, 1), Workstation, 2, "Hibernating", 63),
    named("kasse-müller", (5, 1), Workstation, 1, "Online", 48),
    named("O'BRIEN-PC", (4, 1), Workstation, 0, "Offline", 71),
    named("new-agent", (2, 0), Workstation, 0, "Offline", 50),
    named("design-mac", (3, 0), Workstation, 3, "Online", 30),
    named("web-linux", (1, 0), Server, 4, "Online", 66),
    named("PATCH-NIGHT", (5, 0), Server, 3, "Online", 45),
];

/// The machine that is in maintenance mode.
pub(super) const IN_MAINTENANCE: &str = "PATCH-NIGHT";
/// The machine whose agent never sent an inventory.
pub(super) const NEVER_INVENTORIED: &str = "new-agent";

/// A script that every world has.
pub(super) struct ScriptEntry {
    pub(super) name: &'static str,
    pub(super) folder: u32,
    pub(super) comments: &'static str,
    pub(super) parameters: &'static [&'static str],
    pub(super) target: ScriptTarget,
    pub(super) effect: ScriptEffect,
    pub(super) pace: u32,
}

impl ScriptEntry {
    const fn new(name: &'static str, folder: u32, comments: &'static str, parameters: &'static [&'static str]) -> Self {
        let (target, effect) = (ScriptTarget::Computer, ScriptEffect::Nothing);
        Self { name, folder, comments, parameters, target, effect, pace: 1 }
    }

    const fn effect(self, effect: ScriptEffect, pace: u32) -> Self {
        Self { effect, pace, ..self }
    }
}

/// Those that run on machines come first.
pub(super) const SCRIPTS: [ScriptEntry; 12] = [
    ScriptEntry::new("Disk Cleanup", 21, "Empties temp folders and the recycle bin", &["DriveLetter", "MinAgeDays"])
        .effect(FreeDisk, 1),
    ScriptEntry::new("Disk Health Report", 22, "Reads SMART values and stores them", &[]),
    ScriptEntry::new("Restart Print Spooler", 21, "Stops and starts the spooler", &[]),
    ScriptEntry::new("Reboot", 21, "Restarts at once", &[]).effect(Reboot, 2),
    ScriptEntry::new("Reboot", 23, "Asks the user first, then restarts", &["Message", "WaitMinutes"]).effect(Reboot, 2),
    ScriptEntry::new("Install All Updates", 23, "Downloads and installs what is approved", &["RebootAfter"])
        .effect(Nothing, 100),
    ScriptEntry::new("Reset Windows Update", 23, "Rebuilds the update store", &[])
        .effect(Fail("The update store is in use by another process"), 1),
    ScriptEntry::new("Collect Diagnostics", 22, "Zips logs for support", &["TicketNumber"]),
    ScriptEntry::new("Set Wallpaper - Müller & Söhne", 24, "", &["ImageUrl"]),
    ScriptEntry::new("Bob's \"Special\" Fix", 24, "Nobody remembers; 50% of the time it works", &[])
        .effect(Fail("Exit code 50"), 1),
    ScriptEntry::new("Clear Browser Caches", 21, "For all profiles", &["MinAgeDays"]),
    ScriptEntry {
        target: ScriptTarget::Location,
        ..ScriptEntry::new("Onboard Location", 24, "Sets up a site", &["Code"])
    },
];

/// A piece of software that machines may have.
pub(crate) struct SoftwareItem {
    pub(crate) name: &'static str,
    pub(crate) version: &'static str,
    pub(crate) size_kb: u32,
}

pub(crate) const SOFTWARE: [SoftwareItem; 12] = [
    SoftwareItem { name: "Google Chrome", version: "131.0.6778.109", size_kb: 640_000 },
    SoftwareItem { name: "7-Zip 24.08 (x64)", version: "24.08", size_kb: 5_600 },
    SoftwareItem { name: "Microsoft 365 Apps for business", version: "16.0.18129", size_kb: 4_100_000 },
    SoftwareItem { name: "Mozilla Firefox (x64 de)", version: "132.0.2", size_kb: 310_000 },
    SoftwareItem { name: "Dental Chart's Companion", version: "9.2", size_kb: 88_000 },
    SoftwareItem { name: "VLC media player", version: "3.0.21", size_kb: 180_000 },
    SoftwareItem { name: "Bäckerei Kasse 4", version: "4.1.7", size_kb: 52_000 },
    SoftwareItem { name: "Notepad++ (64-bit x64)", version: "8.7.1", size_kb: 15_000 },
    SoftwareItem { name: "Zoom Workplace", version: "6.2.5", size_kb: 290_000 },
    SoftwareItem { name: "Java 8 Update 202", version: "8.0.2020.8", size_kb: 120_000 },
    SoftwareItem { name: "PuTTY release 0.81", version: "0.81", size_kb: 3_800 },
    SoftwareItem { name: "FileZilla 3.68", version: "3.68.1", size_kb: 42_000 },
];

/// A service that Windows machines have.
pub(crate) struct ServiceKind {
    pub(crate) name: &'static str,
    pub(crate) title: &'static str,
    pub(crate) startup: &'static str,
    pub(crate) path: &'static str,
}

impl ServiceKind {
    pub(crate) const ALL: [Self; 8] = [
        Self::new("Spooler", "Print Spooler", "Auto", r"C:\Windows\System32\spoolsv.exe"),
        Self::new("wuauserv", "Windows Update", "Manual", r"C:\Windows\system32\svchost.exe -k netsvcs"),
        Self::new("BITS", "Background Transfer", "Manual", r"C:\Windows\system32\svchost.exe -k netsvcs"),
        Self::new("WinDefend", "Defender Antivirus", "Auto", r"C:\ProgramData\Defender\MsMpEng.exe"),
        Self::new("LTService", "Automate agent", "Auto", r"C:\Windows\LTSvc\LTSVC.exe"),
        Self::new("Dnscache", "DNS Client", "Auto", r"C:\Windows\system32\svchost.exe -k NetworkService"),
        Self::new("RemoteRegistry", "Remote Registry", "Disabled", r"C:\Windows\system32\svchost.exe -k regsvc"),
        Self::new("W32Time", "Windows Time", "Manual", r"C:\Windows\system32\svchost.exe -k LocalService"),
    ];

    const fn new(name: &'static str, title: &'static str, startup: &'static str, path: &'static str) -> Self {
        Self { name, title, startup, path }
    }
}

/// First name, last name and mailbox of whoever logs in by one of the names in [`USERS`].
pub(super) fn person_behind(login: &str) -> (&'static str, &'static str, &'static str) {
    match login {
        "maria" => ("Maria", "Lopez", "maria"),
        "j.o'brien" => ("James", "O'Brien", "j.obrien"),
        "jürgen.müller" => ("Jürgen", "Müller", "j.mueller"),
        "a.novak" => ("Ana", "Novák", "a.novak"),
        "s.lindqvist" => ("Sofia", "Lindqvist", "s.lindqvist"),
        "t.okafor" => ("Tunde \"TJ\"", "Okafor", "t.okafor"),
        "lab" => ("Lab", "[Shared]", "lab"),
        _ => ("Front", "Desk", "reception"),
    }
}

/// Summaries that break whoever quotes carelessly.
pub(super) const AWKWARD_SUMMARIES: [&str; 14] = [
    "Printer says \"PC LOAD LETTER\"",
    "Can't log in after the password change",
    r"C:\Users\maria is full",
    "[Urgent] mailbox at 100% of its quota",
    "Quote \"both\" and 'single' in one line",
    r"Trailing backslash in share path \\dc01\",
    "Müller: Kasse 2 druckt nicht (Größe A5)",
    "VPN\u{200b} drops every hour",
    "Outlook_profile* is corrupt?",
    "日本語の入力ができない",
    "Label printer 🖨\u{fe0f} prints emoji only",
    "100",
    "null",
    "closedFlag = true and (board/id in (1,2)) or [2026-01-01T00:00:00Z]",
];

/// What tickets are about, with the board that they land on; `{}` is the name of a machine.
pub(super) const COMPLAINTS: [(u32, &str); 16] = [
    (1, "{} is slow since the last update"),
    (1, "New starter needs an account on {}"),
    (1, "Outlook asks for the password again on {}"),
    (1, "Scanner at {} does not send mail"),
    (1, "Please install the accounting client on {}"),
    (1, "Blue screen on {}"),
    (1, "Wi-Fi drops near {}"),
    (1, "Shared calendar is read-only on {}"),
    (1, "Second monitor at {} stays black"),
    (1, "Phishing mail reported from {}"),
    (2, "{}: agent does not check in"),
    (2, "{}: drive C: is nearly full"),
    (2, "{}: Print Spooler is stopped"),
    (2, "{}: antivirus definitions are old"),
    (2, "{}: backup failed"),
    (4, "{}: test the new image"),
];
