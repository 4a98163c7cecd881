//! What a caller may do. Each right is also a type, so that a handler states it in its signature.

use crate::model::{KeyScope, Role};

/// A right as a type: the parameter of [`crate::Caller`].
pub trait Permission: Send + Sync + 'static {
    /// The right.
    const RIGHT: Right;
}

/// The weakest key that has a right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Least {
    Read,
    Write,
    /// No key at all: a person of the shop only.
    Staff,
}

macro_rules! rights {
    ($($(#[$doc:meta])* $name:ident $least:ident,)*) => {
        /// What a caller may do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Right {
            $($(#[$doc])* $name,)*
        }

        impl Right {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$name,)*];

            const fn least(self) -> Least {
                match self { $(Self::$name => Least::$least,)* }
            }
        }

        $(
            $(#[$doc])*
            #[derive(Debug, Clone, Copy)]
            pub struct $name;

            impl Permission for $name {
                const RIGHT: Right = Right::$name;
            }
        )*
    };
}

rights! {
    /// See customers, their orders and activities.
    CustomersRead Read,
    /// Make, change, merge and delete customers.
    CustomersWrite Write,
    /// See segments, count and list their members.
    SegmentsRead Read,
    /// Make, change and delete segments.
    SegmentsWrite Write,
    /// See campaigns, previews and results.
    CampaignsRead Read,
    /// Make and change campaigns.
    CampaignsWrite Write,
    /// Send to people: test, send now, schedule, cancel.
    CampaignsSend Staff,
    /// See imports and their reports.
    ImportsRead Read,
    /// Bring files in and take them back.
    ImportsWrite Write,
    /// See accepted calls and the quarantine.
    IntakeRead Read,
    /// Replay or drop what is in quarantine.
    IntakeWrite Write,
    /// See figures and reports.
    ReportsRead Read,
    /// Take lists out as files.
    Export Read,
    /// See the shop's settings and the sender.
    SettingsRead Read,
    /// Change the shop's settings and the sender.
    SettingsWrite Staff,
    /// See, make and end keys.
    KeysWrite Staff,
    /// Be a person who is signed in: own session, own password, live updates.
    SignedIn Staff,
}

impl Role {
    /// Whether someone in this role has a right. The owner has all.
    pub fn may(self, _right: Right) -> bool {
        match self {
            Self::Owner => true,
        }
    }
}

impl KeyScope {
    /// Whether an API key of this scope has a right.
    pub fn may(self, right: Right) -> bool {
        match right.least() {
            Least::Read => true,
            Least::Write => self == Self::Write,
            Least::Staff => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reading_key_writes_nothing_and_no_key_is_staff() {
        for right in Right::ALL {
            let name = format!("{right:?}");
            if name.ends_with("Write") || name.ends_with("Send") || *right == Right::SignedIn {
                assert!(!KeyScope::Read.may(*right), "{name}");
            }
            assert!(Role::Owner.may(*right));
        }
        for right in [Right::SettingsWrite, Right::KeysWrite, Right::SignedIn] {
            assert!(!KeyScope::Write.may(right));
        }
        assert!(KeyScope::Write.may(Right::SegmentsWrite) && KeyScope::Read.may(Right::Export));
    }
}
