//! What cargo knows, reduced to what the rules ask for.

use cargo_metadata::{DependencyKind, Metadata};

/// How one package is used by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Linked into it, or into its build script.
    Linked,
    /// Only by its tests.
    Tests,
}

/// A direct dependency of one of our crates.
#[derive(Debug, Clone)]
pub(crate) struct Arrow {
    pub(crate) from: String,
    pub(crate) to: String,
    pub(crate) kind: Kind,
}

/// A foreign package that is linked somewhere.
#[derive(Debug, Clone)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) licence: Option<String>,
}

/// Our crates, their direct dependencies, and all foreign packages.
#[derive(Debug, Default)]
pub(crate) struct Packages {
    /// Without xtask, which is no part of the product.
    pub(crate) ours: Vec<String>,
    pub(crate) arrows: Vec<Arrow>,
    pub(crate) foreign: Vec<Package>,
}

impl Packages {
    pub(crate) fn read(metadata: &Metadata) -> Self {
        let mut packages = Self::default();
        for package in &metadata.packages {
            let name = package.name.to_string();
            if !metadata.workspace_members.contains(&package.id) {
                packages.foreign.push(Package { name, licence: package.license.clone() });
                continue;
            }
            if name == "xtask" {
                continue;
            }
            for dependency in &package.dependencies {
                let kind = match dependency.kind {
                    DependencyKind::Development => Kind::Tests,
                    _ => Kind::Linked,
                };
                let to = dependency.name.clone();
                packages.arrows.push(Arrow { from: name.clone(), to, kind });
            }
            packages.ours.push(name);
        }
        packages.ours.sort();
        packages
    }

    pub(crate) fn is_ours(&self, name: &str) -> bool {
        self.ours.iter().any(|ours| ours == name)
    }

    /// Arrows that begin and end in the workspace.
    pub(crate) fn inner(&self) -> impl Iterator<Item = &Arrow> {
        self.arrows.iter().filter(|arrow| self.is_ours(&arrow.to))
    }

    /// Arrows that leave the workspace.
    pub(crate) fn outer(&self) -> impl Iterator<Item = &Arrow> {
        self.arrows.iter().filter(|arrow| !self.is_ours(&arrow.to))
    }
}
