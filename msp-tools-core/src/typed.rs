//! Tools out of typed inputs and async functions.

use std::{collections::BTreeMap, future::Future, marker::PhantomData, sync::Arc};

use async_trait::async_trait;
use schemars::JsonSchema;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, to_value};

use crate::{
    AtLeast, CallContext, Change, Effect, ErrorKind, Operation, Plan, Policy, Sent, Target, Tool, ToolError,
    ToolOutput, ToolSpec,
    input::parse_input,
    text::{as_said, one_line},
};

/// A tool that reads: one function from client and input to output. The plan writes itself.
///
/// `I` is the input: derive `Serialize`, `Deserialize`, `JsonSchema`, with `#[serde(deny_unknown_fields)]`. `O` is the
/// output, an object; lists are [`Listed`](crate::Listed). The client is cloned for each call. Reading ends when nobody waits
/// for the answer any more.
pub fn read_tool<C, I, O, Run, Fut>(spec: ToolSpec, client: C, run: Run) -> Arc<dyn Tool>
where
    C: Clone + Send + Sync + 'static,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    Run: Fn(C, I, CallContext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    let spec = spec.with_input::<I>().with_output::<O>();
    Arc::new(ReadTool { spec, client, run, input: PhantomData })
}

/// A tool that changes something: one function that plans, and one that runs what was planned.
///
/// The first takes the input, resolves names and answers with a [`Draft`]: what will be done, and a value `P` that holds
/// all the second needs to do it. The second gets that value back, perhaps in another process and half an hour later,
/// and must not look anything up again. Types as for [`read_tool`]. Planning ends when nobody waits for it any more; running
/// decides for itself where it can stop.
pub fn write_tool<C, I, P, O, PlanFn, PlanFut, Run, Fut>(
    spec: ToolSpec,
    client: C,
    plan: PlanFn,
    run: Run,
) -> Arc<dyn Tool>
where
    C: Clone + Send + Sync + 'static,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    P: Serialize + DeserializeOwned + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    PlanFn: Fn(C, I, CallContext) -> PlanFut + Send + Sync + 'static,
    PlanFut: Future<Output = Result<Draft<P>, ToolError>> + Send + 'static,
    Run: Fn(C, P, CallContext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    let spec = spec.with_input::<I>().with_output::<O>();
    Arc::new(WriteTool { spec, client, plan, run, input: PhantomData })
}

/// What a write will do, as its author says it: the parts of a [`Plan`] that a tool decides, and what `run` needs.
#[derive(Clone, Debug)]
#[must_use]
pub struct Draft<P> {
    sentence: String,
    effect: Effect,
    operations: Vec<Operation>,
    targets: Vec<Target>,
    changes: Vec<Change>,
    warnings: Vec<String>,
    fingerprints: BTreeMap<Operation, String>,
    at_least: Option<AtLeast>,
    prepared: P,
}

impl<P> Draft<P> {
    /// One sentence by which a person can judge the call, and what `run` will be given.
    pub fn new(sentence: impl Into<String>, prepared: P) -> Self {
        Self {
            sentence: sentence.into(),
            effect: Effect::Write,
            operations: Vec::new(),
            targets: Vec::new(),
            changes: Vec::new(),
            warnings: Vec::new(),
            fingerprints: BTreeMap::new(),
            at_least: None,
            prepared,
        }
    }

    /// Raises the effect for this call. It is never below `Write`, nor below what the tool declares.
    pub fn with_effect(mut self, effect: Effect) -> Self {
        self.effect = self.effect.max(effect);
        self
    }

    /// Adds an operation that this call performs, beside those that the tool declares. Told twice, it counts once.
    pub fn with_operation(mut self, operation: impl Into<Operation>) -> Self {
        self.operations.push(operation.into());
        self
    }

    /// Says what the content of an operation looks like now, such as the hash of a script's text.
    pub fn with_fingerprint(mut self, operation: impl Into<Operation>, fingerprint: impl Into<String>) -> Self {
        self.fingerprints.insert(operation.into(), fingerprint.into());
        self
    }

    /// Asks for a stricter policy than the tool's, because of what this call does.
    pub fn with_at_least(mut self, policy: Policy, why: impl Into<String>) -> Self {
        self.at_least = Some(AtLeast::new(policy, why));
        self
    }

    /// Adds what it is done to.
    pub fn with_targets(mut self, targets: impl IntoIterator<Item = Target>) -> Self {
        self.targets.extend(targets);
        self
    }

    /// Adds a value that changes.
    pub fn with_change(mut self, change: Change) -> Self {
        self.changes.push(change);
        self
    }

    /// Adds what a person should know before saying yes. Control characters become spaces.
    pub fn with_warning(mut self, warning: impl AsRef<str>) -> Self {
        self.warnings.push(one_line(warning.as_ref()));
        self
    }
}

impl<P: Serialize> Draft<P> {
    fn into_plan(self, spec: &ToolSpec, arguments: Value) -> Result<Plan, ToolError> {
        let mut plan = Plan::new(spec, arguments, self.sentence);
        // Whatever the definition says: what has to be planned is no mere reading.
        plan.effect = plan.effect.max(self.effect);
        for operation in self.operations {
            if !plan.operations.contains(&operation) {
                plan.operations.push(operation);
            }
        }
        plan.targets = self.targets;
        plan.changes = self.changes;
        plan.warnings = self.warnings;
        plan.fingerprints = self.fingerprints;
        plan.at_least = self.at_least;
        plan.prepared = written(&self.prepared, "what was prepared")?;
        Ok(plan)
    }
}

struct ReadTool<C, I, Run> {
    spec: ToolSpec,
    client: C,
    run: Run,
    input: PhantomData<fn(I)>,
}

#[async_trait]
impl<C, I, O, Run, Fut> Tool for ReadTool<C, I, Run>
where
    C: Clone + Send + Sync + 'static,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    Run: Fn(C, I, CallContext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn plan(&self, arguments: Value, _: &CallContext) -> Result<Plan, ToolError> {
        let (_, arguments) = read_input::<I>(&self.spec, arguments)?;
        let sentence = read_sentence(&self.spec, &arguments);
        Ok(Plan::new(&self.spec, arguments, sentence))
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        let input = parse_input::<I>(&self.spec.input_schema, plan.arguments.clone())?;
        let output = cx.while_wanted((self.run)(self.client.clone(), input, cx.clone())).await?;
        Ok(ToolOutput::new(&self.spec, written(&output, "the result")?))
    }
}

struct WriteTool<C, I, PlanFn, Run> {
    spec: ToolSpec,
    client: C,
    plan: PlanFn,
    run: Run,
    input: PhantomData<fn(I)>,
}

#[async_trait]
impl<C, I, P, O, PlanFn, PlanFut, Run, Fut> Tool for WriteTool<C, I, PlanFn, Run>
where
    C: Clone + Send + Sync + 'static,
    I: Serialize + DeserializeOwned + JsonSchema + Send + 'static,
    P: Serialize + DeserializeOwned + Send + 'static,
    O: Serialize + JsonSchema + 'static,
    PlanFn: Fn(C, I, CallContext) -> PlanFut + Send + Sync + 'static,
    PlanFut: Future<Output = Result<Draft<P>, ToolError>> + Send + 'static,
    Run: Fn(C, P, CallContext) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Result<O, ToolError>> + Send + 'static,
{
    fn spec(&self) -> &ToolSpec {
        &self.spec
    }

    async fn plan(&self, arguments: Value, cx: &CallContext) -> Result<Plan, ToolError> {
        let (input, arguments) = read_input::<I>(&self.spec, arguments)?;
        let draft = cx.while_wanted((self.plan)(self.client.clone(), input, cx.clone())).await?;
        draft.into_plan(&self.spec, arguments)
    }

    async fn run(&self, plan: &Plan, cx: &CallContext) -> Result<ToolOutput, ToolError> {
        let prepared = P::deserialize(&plan.prepared).map_err(|error| {
            ToolError::internal("the plan was not made by this version of the tool").with_source(error)
        })?;
        let output = (self.run)(self.client.clone(), prepared, cx.clone()).await?;
        // Too late for a plain failure, which would say that nothing happened.
        let value = to_value(&output).map_err(|error| {
            ToolError::new(ErrorKind::OutcomeUnknown, "it was done, but the result cannot be written as JSON")
                .with_sent(Sent::Yes)
                .with_source(error)
        })?;
        Ok(ToolOutput::new(&self.spec, value))
    }
}

/// The input, and the arguments after defaults: what the input writes, less the nulls that the caller did not give.
fn read_input<I: Serialize + DeserializeOwned>(spec: &ToolSpec, given: Value) -> Result<(I, Value), ToolError> {
    let input = parse_input::<I>(&spec.input_schema, given.clone())?;
    let mut arguments = written(&input, "the input")?;
    if let Some(arguments) = arguments.as_object_mut() {
        arguments.retain(|name, value| !value.is_null() || given.get(name).is_some());
    }
    Ok((input, arguments))
}

fn read_sentence(spec: &ToolSpec, arguments: &Value) -> String {
    let members = arguments.as_object().into_iter().flatten();
    let listed: Vec<_> = members.map(|(name, value)| format!("{name} {}", as_said(&value.to_string()))).collect();
    if listed.is_empty() { spec.title.clone() } else { format!("{}: {}", spec.title, listed.join(", ")) }
}

fn written(value: &impl Serialize, what: &str) -> Result<Value, ToolError> {
    to_value(value).map_err(|error| ToolError::internal(format!("{what} cannot be written as JSON")).with_source(error))
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::*;
    use crate::{Policy, Registry};

    #[derive(Serialize, Deserialize, JsonSchema)]
    #[serde(deny_unknown_fields)]
    struct Input {
        /// Cleared by null, left alone if absent.
        note: Option<String>,
        other: Option<String>,
    }

    #[derive(Serialize, JsonSchema)]
    struct Nothing {}

    fn write(effect: Effect) -> Arc<dyn Tool> {
        write_tool(
            ToolSpec::new("toys", "write", effect).with_description("Writes."),
            (),
            |(), input: Input, _| async move { Ok(Draft::new("Write", input.note).with_operation("toys:write")) },
            |(), _: Option<String>, _| async move { Ok(Nothing {}) },
        )
    }

    #[tokio::test]
    async fn a_write_that_is_declared_a_read_still_needs_a_person() {
        let (registry, _) = Registry::builder().tool(write(Effect::Read)).build().unwrap();
        assert_eq!(registry.get("write").unwrap().policy(), Policy::Auto);
        let preview = registry.plan("write", Value::Null, &CallContext::new("agent")).await.unwrap();
        assert_eq!((preview.plan.effect, preview.decision.policy), (Effect::Write, Policy::Approval));
    }

    #[tokio::test]
    async fn what_the_tool_declares_and_the_call_names_is_performed_once() {
        let spec = ToolSpec::new("toys", "write", Effect::Write).with_operation("toys:write");
        let plan = |(), _: Input, _| async move {
            Ok(Draft::new("Write", ()).with_operation("toys:write").with_operation("toys:more"))
        };
        let tool = write_tool(spec, (), plan, |(), (), _| async move { Ok(Nothing {}) });
        let plan = tool.plan(Value::Null, &CallContext::new("agent")).await.unwrap();
        assert_eq!(plan.operations, ["toys:write", "toys:more"].map(Operation::new));
    }

    #[tokio::test(start_paused = true)]
    async fn nobody_reads_or_plans_when_nobody_waits() {
        let forever = || ToolSpec::new("toys", "wait", Effect::Read).with_description("Waits.");
        let read = read_tool(forever(), (), |(), _: Input, _| async move {
            std::future::pending::<()>().await;
            Ok(Nothing {})
        });
        let write = write_tool(
            forever(),
            (),
            |(), _: Input, _| async move {
                std::future::pending::<()>().await;
                Ok(Draft::new("Never", ()))
            },
            |(), (), _| async move { Ok(Nothing {}) },
        );
        let cx = CallContext::new("agent");
        let plan = read.plan(Value::Null, &cx).await.unwrap();
        let soon = std::time::Instant::now() + std::time::Duration::from_millis(20);
        for cx in [cx.clone().with_deadline(soon), {
            let given_up = CallContext::new("agent");
            given_up.cancel();
            given_up
        }] {
            assert_eq!(read.run(&plan, &cx).await.unwrap_err().kind(), ErrorKind::Cancelled);
            assert_eq!(write.plan(Value::Null, &cx).await.unwrap_err().kind(), ErrorKind::Cancelled);
        }
    }

    #[tokio::test]
    async fn arguments_keep_the_nulls_that_were_given_and_no_others() {
        let plan = write(Effect::Write).plan(json!({"note": null}), &CallContext::new("agent")).await.unwrap();
        assert_eq!(plan.arguments, json!({"note": null}));
    }

    #[tokio::test]
    async fn a_plan_of_another_shape_does_not_run() {
        let tool = write(Effect::Write);
        let mut plan = Plan::new(tool.spec(), json!({}), "Write");
        plan.prepared = json!({"made": "by another version"});
        let error = tool.run(&plan, &CallContext::new("agent")).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Internal);
    }
}
