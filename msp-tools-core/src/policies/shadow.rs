//! Rules for tools that never decide anything, because others do wherever they fit.

use std::cmp::Reverse;

use super::{Rule, ToolCatalog, catalog::CatalogTool};

/// All rules that speak about one tool.
struct Speakers<'r> {
    exact: Option<&'r Rule>,
    patterns: Vec<Pattern<'r>>,
    product: Option<&'r Rule>,
}

/// A pattern, and how many tools it fits.
#[derive(Clone, Copy)]
struct Pattern<'r> {
    rule: &'r Rule,
    /// Place in the order of rules.
    index: usize,
    breadth: usize,
}

/// The shadowed ones among rules for tools and products, and by what they are, in words.
pub(super) fn shadowed<'r>(
    tools: &[&'r Rule],
    products: &[&'r Rule],
    catalog: &ToolCatalog,
) -> Vec<(&'r Rule, String)> {
    let fits = |rule: &Rule, tool: &CatalogTool| rule.fits_tool(&tool.name, &tool.qualified);
    let breadth = |rule: &Rule| catalog.tools.iter().filter(|tool| fits(rule, tool)).count();
    let patterns = tools.iter().enumerate().filter(|(_, rule)| rule.is_pattern());
    let patterns: Vec<_> = patterns.map(|(index, rule)| Pattern { rule, index, breadth: breadth(rule) }).collect();
    let speakers = catalog.tools.iter().map(|tool| Speakers {
        exact: tools.iter().copied().find(|rule| rule.name == tool.name || rule.name == tool.qualified),
        patterns: patterns.iter().copied().filter(|pattern| fits(pattern.rule, tool)).collect(),
        product: products.iter().copied().find(|rule| rule.name == tool.integration),
    });
    let speakers: Vec<_> = speakers.collect();
    let shadows = |rule| speakers.iter().filter_map(move |all| all.shadow_of(rule));
    tools.iter().chain(products).filter_map(|rule| Some((*rule, described(shadows(*rule))?))).collect()
}

/// What shadows a rule, if something does for every tool it speaks about.
fn described<'r>(shadows: impl Iterator<Item = Option<&'r Rule>>) -> Option<String> {
    let mut shadows = shadows.collect::<Option<Vec<_>>>()?;
    shadows.dedup();
    let (first, others) = shadows.split_first()?;
    let decide = if others.is_empty() { "decides" } else { "and others decide" };
    Some(format!("never decides anything: wherever it fits, {} {decide}", first.as_match()))
}

impl<'r> Speakers<'r> {
    /// `None` if the rule is not about this tool, `Some(None)` if it has a say, otherwise who silences it.
    fn shadow_of(&self, rule: &Rule) -> Option<Option<&'r Rule>> {
        let is_rule = |other: &Rule| std::ptr::eq(other, rule);
        if self.product.is_some_and(is_rule) {
            return Some(self.own().filter(|own| own.policy > rule.policy));
        }
        let stricter_product = self.product.filter(|product| product.policy > rule.policy);
        if let Some(pattern) = self.patterns.iter().find(|pattern| is_rule(pattern.rule)) {
            return Some(self.exact.or_else(|| self.outdone(pattern)).or(stricter_product));
        }
        self.exact.filter(|exact| is_rule(exact)).map(|_| stricter_product)
    }

    /// The rule that stands in for the tool's default.
    fn own(&self) -> Option<&'r Rule> {
        self.exact.or_else(|| super::strictest(self.patterns.iter().map(|pattern| pattern.rule)))
    }

    /// The strictest and widest pattern that is stricter, or asks for the same of more tools.
    fn outdone(&self, pattern: &Pattern<'r>) -> Option<&'r Rule> {
        let outdoes = |other: &&Pattern<'r>| {
            let wider =
                other.breadth > pattern.breadth || other.breadth == pattern.breadth && other.index < pattern.index;
            other.rule.policy > pattern.rule.policy
                || other.rule.policy == pattern.rule.policy && other.rule.name != pattern.rule.name && wider
        };
        let rank = |other: &&Pattern<'r>| (other.rule.policy, other.breadth, Reverse(other.index));
        self.patterns.iter().filter(outdoes).max_by_key(rank).map(|other| other.rule)
    }
}
