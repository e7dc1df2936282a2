//! Calls that a module does itself: for a request that came over the bus, and for the person's own
//! Lua.
//!
//! They go through the steps of every call as one of the module's tools would, so that no way to what
//! a tool does leads past the rules, the question and the record. In the caller's task, on the
//! background runtime. It runs no tool: the module brings the work.

use futures::FutureExt;
use serde_json::Value;

use super::record::Record;
use super::{Caller, Gate, ToolCall};
use crate::chain::Chain;
use crate::tool::{ToolContext, ToolError};

impl Gate {
    /// Does `work` for whoever sent the request that this code handles, as if they had called this
    /// module's own tool: by the same rules, with the same question and on record. The tool is not
    /// run; what may be done for them by their capabilities is for the work to check, which is told
    /// what the call was allowed to touch.
    pub async fn serve<F>(
        &self,
        call: ToolCall,
        work: impl FnOnce(ToolContext) -> F + Send,
    ) -> Result<Value, ToolError>
    where
        F: Future<Output = Result<Value, ToolError>> + Send + 'static,
    {
        self.serve_as(Caller::last_of(&Chain::current()), call, work)
            .await
    }

    /// Does `work` as if the person's own Lua had called this module's own tool, on behalf of those
    /// whose request this code handles. For the functions that a module registers for `wezterm.lua`.
    pub async fn serve_lua<F>(
        &self,
        call: ToolCall,
        work: impl FnOnce(ToolContext) -> F + Send,
    ) -> Result<Value, ToolError>
    where
        F: Future<Output = Result<Value, ToolError>> + Send + 'static,
    {
        self.serve_as(Caller::UserLua, call, work).await
    }

    async fn serve_as<F>(
        &self,
        caller: Caller,
        call: ToolCall,
        work: impl FnOnce(ToolContext) -> F + Send,
    ) -> Result<Value, ToolError>
    where
        F: Future<Output = Result<Value, ToolError>> + Send + 'static,
    {
        let own = self.caller.name();
        let known = self.shared.tools.known(&call.name);
        let offers = known.and_then(|known| known.offer);
        if offers.is_none_or(|offer| *offer.module != *own) {
            let why = format!("module `{own}` offers no tool `{}`", call.name);
            return Err(ToolError::Model(why));
        }
        let asker = Self {
            caller,
            served: true,
            ..self.clone()
        };
        let gate = asker.on_behalf_of(Chain::current().askers());
        let mut record = Record::open(&gate, &call);
        let run = |_, _, cx| work(cx).boxed();
        let outcome = gate.steps(call, run, &mut record).await;
        record.close(&outcome).await;
        outcome
    }
}
