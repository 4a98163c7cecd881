//! Verbs on saved segments: make, change, delete.

use crate::insights::SCOPE;
use crate::language::{Tree, print};
use crate::ready::READY;
use crate::rows::segments::{self, Kept};
use crate::{Asked, Error, Insights, Saved};
use base::SegmentId;
use std::sync::Arc;
use store::Scope;

/// A segment as a person wants it.
#[derive(Debug, Clone)]
pub struct Draft {
    /// Its name.
    pub name: String,
    /// For whom it is.
    pub description: Option<String>,
    /// Its definition.
    pub asked: Asked,
}

/// The setting that says that the ready segments were made; who deletes one does not get it back.
const READY_MADE: &str = "insights.ready";
const NAME_CHARS_MAX: usize = 200;

impl Insights {
    /// Makes a segment, or changes the one of that id, and writes who is in it. When that fails,
    /// the segment is saved all the same, and the next sweep writes it. Blocks.
    ///
    /// # Errors
    /// When the name is taken or bad, or the definition makes no sense or would refer to itself.
    pub fn save(&self, scope: &Scope, id: Option<SegmentId>, draft: Draft) -> Result<Saved, Error> {
        let name = draft.name.trim().to_owned();
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX {
            return Err(Error::BadName);
        }
        let before = match id {
            Some(id) => Some(self.segment(id).ok_or(Error::NoSegment)?),
            None => None,
        };
        self.check(&name, before.as_ref(), &draft.asked)?;
        let text = print(draft.asked.as_tree());
        let ready_made = before.as_ref().is_some_and(|before| before.ready_made);
        let renamed = before
            .as_ref()
            .filter(|before| segments::key(&before.name) != segments::key(&name))
            .map(|before| before.name.clone());
        if let Some(by) = renamed.and_then(|old| self.referring(&old)) {
            return Err(Error::InUse { by });
        }
        let description = draft.description.filter(|text| !text.trim().is_empty());
        let mut keeper = self.seat.keeper.lock();
        let Kept { id, name, description, text, ready_made, updated_at } =
            self.seat.store.write_blocking(scope, move |tx| {
                let id = id.unwrap_or_else(|| SegmentId::new(tx.now(), tx.random()));
                let updated_at = tx.now();
                let kept = Kept { id, name, description, text, ready_made, updated_at };
                segments::put(tx, &kept)?;
                tx.announce("segment", id.to_string());
                Ok::<_, Error>(kept)
            })?;
        let tree = draft.asked.as_tree().clone();
        let saved = Saved { id, name, description, text, tree, ready_made, updated_at };
        self.show_segments(self.others(id).chain([saved.clone()]).collect());
        self.settle(&mut keeper, &saved);
        Ok(saved)
    }

    /// Takes a segment out. Blocks.
    ///
    /// # Errors
    /// When there is none, or another one refers to it.
    pub fn delete(&self, scope: &Scope, id: SegmentId) -> Result<(), Error> {
        let saved = self.segment(id).ok_or(Error::NoSegment)?;
        if let Some(by) = self.referring(&saved.name) {
            return Err(Error::InUse { by });
        }
        let mut keeper = self.seat.keeper.lock();
        self.seat.store.write_blocking(scope, move |tx| {
            segments::delete(tx, id)?;
            tx.announce("segment", id.to_string());
            Ok::<_, Error>(())
        })?;
        keeper.members.remove(&id);
        keeper.behind.remove(&id);
        self.show_segments(self.others(id).collect());
        Ok(())
    }

    /// The saved segments but for that one.
    fn others(&self, id: SegmentId) -> impl Iterator<Item = Saved> {
        Arc::unwrap_or_clone(self.segments()).into_iter().filter(move |other| other.id != id)
    }

    /// Makes the definition ready as if it were saved under the name, so that a circle shows.
    fn check(&self, name: &str, before: Option<&Saved>, asked: &Asked) -> Result<(), Error> {
        let columns = self.columns();
        let mut terms = self.terms(None);
        let mut trees = (*terms.segments).clone();
        if let Some(before) = before {
            trees.remove(&segments::key(&before.name));
        }
        trees.insert(segments::key(name), asked.as_tree().clone());
        terms.segments = trees.into();
        let named = Tree::Segment { name: name.into() };
        columns.plan(asked.as_tree(), &terms).map_err(|mistake| asked.locate(mistake))?;
        columns.plan(&named, &terms).map_err(|mistake| asked.locate(mistake))?;
        Ok(())
    }

    /// The name of a segment that refers to the one of this name.
    fn referring(&self, name: &str) -> Option<String> {
        let key = segments::key(name);
        let saved = self.segments();
        saved.iter().find(|saved| refers(&saved.tree, &key)).map(|saved| saved.name.clone())
    }

    /// Makes the ready segments in a shop that never had them.
    pub(crate) fn install_ready(&self) -> Result<(), Error> {
        self.seat.store.write_blocking(&SCOPE, |tx| {
            let made: Option<bool> = tx.setting(READY_MADE)?;
            if made.is_some() {
                return Ok(());
            }
            for ready in READY {
                let kept = Kept {
                    id: SegmentId::new(tx.now(), tx.random()),
                    name: ready.name.into(),
                    description: Some(ready.description.into()),
                    text: ready.text.into(),
                    ready_made: true,
                    updated_at: tx.now(),
                };
                segments::put(tx, &kept)?;
            }
            tx.put_setting(READY_MADE, &true)?;
            Ok::<_, Error>(())
        })
    }
}

fn refers(tree: &Tree, key: &str) -> bool {
    match tree {
        Tree::Segment { name } => segments::key(name) == key,
        tree => tree.parts().iter().any(|part| refers(part, key)),
    }
}
