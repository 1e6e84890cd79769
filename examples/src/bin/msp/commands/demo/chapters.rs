//! What is asked for in the story, one chapter a function, one product after another.

use cw_rmm_client::tools::SCRIPT_PREFIX;
use serde_json::{Value, json};

use super::{Demo, surprise, text};
use crate::console::{BAD, CAREFUL, GOOD, QUIET};
use crate::exit::Failure;

impl Demo {
    pub(super) async fn tell(&self) -> Result<(), Failure> {
        // Automate.
        self.is_it_online().await?;
        self.free_disk().await?;
        self.clean_up().await?;
        self.clear_the_alert().await?;
        self.clear_an_alert_whose_cause_remains().await?;
        // PSA.
        self.leave_a_trail().await?;
        // RMM.
        self.how_is_it().await?;
        self.bring_up_to_date().await?;
        self.leave_a_ticket().await
    }

    async fn is_it_online(&self) -> Result<(), Failure> {
        self.ask("Is DC01 online?");
        let dc = self.call("cwa-get-computer", json!({"computer": "DC01"})).await?;
        let (style, status) = if dc["status"] == "Online" { (GOOD, "online") } else { (BAD, "not online") };
        self.answer(&format!(
            "{} of {} is {style}{status}{style:#}, last heard of at {}.",
            text(&dc["name"]),
            text(&dc["client"]),
            text(&dc["last_contact"])
        ));
        Ok(())
    }

    async fn free_disk(&self) -> Result<(), Failure> {
        self.ask("How much disk is free on maria-laptop?");
        let laptop = self.call("cwa-get-computer", json!({"computer": "maria-laptop"})).await?;
        for drive in laptop["drives"].as_array().into_iter().flatten() {
            self.answer(&room(drive));
        }
        Ok(())
    }

    async fn clean_up(&self) -> Result<(), Failure> {
        self.ask("The kiosk complains about its disk. Clean it up.");
        let before = self.call("cwa-get-computer", json!({"computer": "kiosk"})).await?;
        self.answer(&room(&before["drives"][0]));
        let run = json!({"script": "Disk Cleanup", "computers": ["kiosk"], "parameters": {"DriveLetter": "C", "MinAgeDays": "7"}});
        let outcome = self.approved("cwa-run-script", run, "it is the agreed remedy").await?;
        let result = &outcome["computers"][0];
        let style = if result["outcome"] == "succeeded" { GOOD } else { BAD };
        self.answer(&format!("{}: {style}{}{style:#}", text(&result["name"]), text(&result["outcome"])));
        let after = self.call("cwa-get-computer", json!({"computer": "kiosk"})).await?;
        self.answer(&room(&after["drives"][0]));
        Ok(())
    }

    async fn clear_the_alert(&self) -> Result<(), Failure> {
        self.ask("Then the kiosk's disk alert is only noise by now. Clear it.");
        let alerts = self.call("cwa-get-computer-alerts", json!({"computer": "kiosk"})).await?;
        let alert = disk_alert(&alerts).ok_or_else(|| surprise("the kiosk has no disk alert"))?;
        self.answer(&format!("Alert {}: {}", alert["id"], text(&alert["message"])));
        let cleared = self.approved("cwa-clear-alert", json!({"alert_id": alert["id"]}), "the cause is gone").await?;
        self.tell_clearing(&cleared);
        Ok(())
    }

    async fn clear_an_alert_whose_cause_remains(&self) -> Result<(), Failure> {
        self.ask("FRONTDESK-2 has such an alert too. Clear it as well.");
        let alerts = self.call("cwa-get-computer-alerts", json!({"computer": "FRONTDESK-2"})).await?;
        let alert = disk_alert(&alerts).ok_or_else(|| surprise("FRONTDESK-2 has no disk alert"))?;
        self.answer(&format!("Alert {}: {}", alert["id"], text(&alert["message"])));
        let cleared = self.approved("cwa-clear-alert", json!({"alert_id": alert["id"]}), "let us see").await?;
        self.tell_clearing(&cleared);
        Ok(())
    }

    async fn leave_a_trail(&self) -> Result<(), Failure> {
        self.ask("Write down on the kiosk's ticket what was done, book a quarter of an hour, and resolve it.");
        let search = json!({"company": "Acme Dental", "text": "kiosk: drive", "open": true});
        let tickets = self.call("cw-psa-list-tickets", search).await?;
        let ticket = tickets["items"].get(0).ok_or_else(|| surprise("there is no open ticket about the kiosk"))?;
        self.answer(&format!(
            "Ticket {} on {}: {} ({})",
            ticket["id"],
            text(&ticket["board"]),
            text(&ticket["summary"]),
            text(&ticket["status"])
        ));
        let update = json!({
            "ticket": ticket["id"],
            "note": {"text": "Disk Cleanup freed space on drive C; the alert is cleared.", "kind": "resolution"},
            "time": {"minutes": 15, "notes": "Cleaned up the kiosk's disk"},
            "status": "Resolved",
        });
        let updated = self.approved("cw-psa-update-ticket", update, "so the next one knows").await?;
        self.answer(&format!("{GOOD}{}{GOOD:#}", text(&updated["summary"])));
        let ticket = self.call("cw-psa-get-ticket", json!({"id": ticket["id"]})).await?;
        self.answer(&format!("It is now: {}", text(&ticket["status"])));
        Ok(())
    }

    fn tell_clearing(&self, cleared: &Value) {
        let style = if cleared["outcome"] == "cleared" { GOOD } else { CAREFUL };
        self.answer(&format!("{style}{}{style:#}", text(&cleared["summary"])));
    }

    async fn how_is_it(&self) -> Result<(), Failure> {
        self.ask("How is maria-laptop, and is it up to date?");
        let device = json!({"device": "maria-laptop"});
        let state = self.call("cw-rmm-get-device-state", device.clone()).await?;
        self.answer(&format!(
            "{} of {}: processor at {} %, memory at {} %, last started {}.",
            text(&state["name"]),
            text(&state["company"]),
            state["cpu_percent"],
            state["memory_percent"],
            text(&state["last_start"])
        ));
        self.tell_missing(&self.missing_patches(&device).await?);
        Ok(())
    }

    async fn bring_up_to_date(&self) -> Result<(), Failure> {
        self.ask("Then install the Windows updates on it.");
        let intent = "install windows updates";
        let found = self.registry.search(intent, 3);
        let names: Vec<_> = found.iter().map(|found| found.tool.spec().name.as_str()).collect();
        self.answer(&format!("{QUIET}agent looks for \"{intent}\" and finds {}{QUIET:#}", names.join(", ")));
        let tool = names.into_iter().find(|name| name.starts_with(SCRIPT_PREFIX) && name.contains("install"));
        let tool = tool.ok_or_else(|| surprise("no script installs updates"))?;
        let run = json!({"endpoint_ids": ["maria-laptop"], "parameters": {"rebootAfter": false}});
        let outcome = self.approved(tool, run, "she is at lunch").await?;
        let result = &outcome["devices"][0];
        let style = if result["outcome"] == "succeeded" { GOOD } else { BAD };
        self.answer(&format!("{}: {style}{}{style:#}", text(&result["name"]), text(&result["outcome"])));
        self.tell_missing(&self.missing_patches(&json!({"device": "maria-laptop"})).await?);
        Ok(())
    }

    async fn leave_a_ticket(&self) -> Result<(), Failure> {
        self.ask("Open a ticket about it, so that somebody restarts the laptop.");
        let ticket = json!({
            "company": "Acme Dental", "devices": ["maria-laptop"], "board": "Help Desk", "source": "Email",
            "summary": "maria-laptop: restart to finish the updates",
            "description": "The missing Windows updates were installed today. Please restart when it suits you.",
        });
        let created = self.approved("cw-rmm-create-ticket", ticket, "she asked for it").await?;
        self.answer(&format!("{GOOD}{}{GOOD:#}", text(&created["summary"])));
        Ok(())
    }

    async fn missing_patches(&self, device: &Value) -> Result<Value, Failure> {
        let mut wanted = device.clone();
        wanted["state"] = json!("missing");
        self.call("cw-rmm-get-device-patches", wanted).await
    }

    fn tell_missing(&self, patches: &Value) {
        let missing = patches["items"].as_array().map_or(&[][..], Vec::as_slice);
        let names: Vec<_> = missing.iter().map(|patch| text(&patch["kb"])).collect();
        self.answer(&match names.as_slice() {
            [] => format!("{GOOD}No update is missing.{GOOD:#}"),
            names => format!("{BAD}{} updates are missing:{BAD:#} {}", names.len(), names.join(", ")),
        });
    }
}

/// The first alert about a full disk.
fn disk_alert(alerts: &Value) -> Option<&Value> {
    let mut items = alerts["items"].as_array()?.iter();
    items.find(|alert| text(&alert["message"]).to_lowercase().contains("free") && alert["computer_id"].is_i64())
}

fn room(drive: &Value) -> String {
    let percent = drive["free_percent"].as_f64().unwrap_or_default();
    let style = if percent < 10.0 { BAD } else { GOOD };
    format!(
        "{}: {style}{} GB free{style:#} of {} GB ({percent} %)",
        text(&drive["letter"]),
        drive["free_gb"],
        drive["size_gb"]
    )
}
