//! What browser libraries ask for before they send anything.

use serde_json::{Value, json};

/// The answer of `GET /v1/projects/{key}/settings`: one integration, this house, at `host`
/// (a host name with a port, without scheme), and no plan that would hold anything back.
pub fn settings(write_key: &str, host: &str) -> Value {
    json!({
        "integrations": {
            "Segment.io": {
                "apiKey": write_key,
                "apiHost": format!("{host}/v1"),
                "unbundledIntegrations": [],
                "addBundledMetadata": false,
                "versionSettings": { "version": "4.4.7", "componentTypes": ["browser"] }
            }
        },
        "plan": {
            "track": { "__default": { "enabled": true, "integrations": {} } },
            "identify": { "__default": { "enabled": true } },
            "group": { "__default": { "enabled": true } }
        },
        "edgeFunction": {},
        "analyticsNextEnabled": true,
        "middlewareSettings": {},
        "enabledMiddleware": {},
        "metrics": { "sampleRate": 0 },
        "legacyVideoPluginsEnabled": false,
        "remotePlugins": []
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_sent_back_to_this_house() {
        let answer = settings("wk_1", "crm.example.com");
        assert_eq!(answer["integrations"]["Segment.io"]["apiHost"], "crm.example.com/v1");
        assert_eq!(answer["metrics"]["sampleRate"], 0);
    }
}
