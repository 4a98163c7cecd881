//! Writes figures down that were looked up.

use prometheus_client::encoding::{DescriptorEncoder, MetricEncoder, NoLabelSet};
use prometheus_client::metrics::MetricType;
use prometheus_client::registry::Unit;
use std::fmt;
use store::Spread;

/// A figure's name, what it is, and its unit, which the name gets as an ending.
#[derive(Debug, Clone)]
pub(super) struct What(pub(super) &'static str, pub(super) &'static str, pub(super) Option<Unit>);

/// A figure without a unit.
pub(super) const fn what(name: &'static str, help: &'static str) -> What {
    What(name, help, None)
}

/// The sheet that is written on.
pub(super) struct Sheet<'a>(pub(super) DescriptorEncoder<'a>);

impl Sheet<'_> {
    fn begin<'s>(
        &'s mut self,
        what: &'s What,
        kind: MetricType,
    ) -> Result<MetricEncoder<'s>, fmt::Error> {
        self.0.encode_descriptor(what.0, what.1, what.2.as_ref(), kind)
    }

    /// What can go up and down. An unknown one is left out.
    pub(super) fn gauge(&mut self, what: &What, value: Option<f64>) -> fmt::Result {
        match value {
            Some(value) => self.begin(what, MetricType::Gauge)?.encode_gauge(&value),
            None => Ok(()),
        }
    }

    /// The same for each word of a label.
    pub(super) fn gauges<'l>(
        &mut self,
        what: &What,
        label: &'static str,
        values: impl IntoIterator<Item = (&'l str, f64)>,
    ) -> fmt::Result {
        let mut family = self.begin(what, MetricType::Gauge)?;
        for (word, value) in values {
            family.encode_family(&[(label, word)])?.encode_gauge(&value)?;
        }
        Ok(())
    }

    /// What only goes up, since the start. An unknown one is left out.
    pub(super) fn counter(&mut self, what: &What, value: Option<f64>) -> fmt::Result {
        match value {
            Some(value) => {
                let mut metric = self.begin(what, MetricType::Counter)?;
                metric.encode_counter::<NoLabelSet, _, f64>(&value, None)
            }
            None => Ok(()),
        }
    }

    /// The same for each word of a label.
    pub(super) fn counters<'l>(
        &mut self,
        what: &What,
        label: &'static str,
        values: impl IntoIterator<Item = (&'l str, u64)>,
    ) -> fmt::Result {
        let mut family = self.begin(what, MetricType::Counter)?;
        for (word, value) in values {
            let labels = [(label, word)];
            let mut metric = family.encode_family(&labels)?;
            metric.encode_counter::<NoLabelSet, _, f64>(&value, None)?;
        }
        Ok(())
    }

    /// How values are spread.
    pub(super) fn spread(&mut self, what: &What, spread: &Spread) -> fmt::Result {
        let mut metric = self.begin(what, MetricType::Histogram)?;
        metric.encode_histogram::<NoLabelSet>(spread.sum, spread.count(), &spread.steps, None)
    }

    /// What does not change while the process lives.
    pub(super) fn info(&mut self, what: &What, labels: &[(&'static str, &str)]) -> fmt::Result {
        self.begin(what, MetricType::Info)?.encode_info(&labels)
    }
}
