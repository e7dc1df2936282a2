//! Where programs are started: here, or as a function of the configuration changes them.
//!
//! Hides how a domain's name becomes a program to run. Main thread only. A domain here is a way to
//! start programs on this machine; it starts none itself.

use anyhow::{Context, bail};
use config::{ExecDomain, LOCAL_DOMAIN, SpawnCommand, SpawnDomain, read_spawn, spawn_table};
use mlua::{IntoLuaMulti, Value};
use mux::{PaneId, Spawn};

use super::App;

impl App {
    /// Returns the names of the domains, the one that is always there first.
    pub(crate) fn domain_names(&self) -> Vec<&str> {
        let declared = self.shown.config.exec_domains.iter();
        let declared = declared.map(|domain| domain.name.as_str());
        std::iter::once(LOCAL_DOMAIN).chain(declared).collect()
    }

    fn exec_domain(&self, name: &str) -> Option<&ExecDomain> {
        let mut declared = self.shown.config.exec_domains.iter();
        declared.find(|domain| domain.name == name)
    }

    /// Returns what menus call a domain.
    pub(crate) fn domain_label(&self, name: &str) -> String {
        let label = self
            .exec_domain(name)
            .and_then(|domain| domain.label.clone());
        label.unwrap_or_else(|| name.to_owned())
    }

    /// Returns the name of the domain that `DefaultDomain` means.
    pub(crate) fn default_domain(&self) -> &str {
        let chosen = self.default_domain.as_deref();
        chosen.unwrap_or(&self.shown.config.default_domain)
    }

    /// Chooses another default domain until the program ends.
    pub(crate) fn set_default_domain(&mut self, name: String) {
        self.default_domain = Some(name);
    }

    /// Returns the name of the domain that a command is started in.
    pub(crate) fn domain_of(&self, command: &SpawnCommand, from: Option<PaneId>) -> String {
        let pane = from.and_then(|pane| self.mux.pane(pane));
        match &command.domain {
            SpawnDomain::Named(name) => name.clone(),
            SpawnDomain::Numbered(number) => match self.domain_names().get(*number) {
                Some(name) => (*name).to_owned(),
                None => format!("number {number}"),
            },
            SpawnDomain::CurrentPane if let Some(pane) = &pane => pane.domain().to_owned(),
            SpawnDomain::CurrentPane | SpawnDomain::Default => self.default_domain().to_owned(),
        }
    }

    /// Forgets a choice of Lua's that a new configuration has no domain for.
    pub(super) fn check_default_domain(&mut self) {
        // It holds for all windows, whatever they override.
        let domains = &self.file_config.exec_domains;
        let known =
            |name: &str| name == LOCAL_DOMAIN || domains.iter().any(|domain| domain.name == name);
        self.default_domain.take_if(|name| !known(name));
    }

    /// Returns what to start for a command: in the directory and the domain of the pane it is started
    /// from, unless others are stated.
    pub(crate) fn prepare(
        &mut self,
        command: &SpawnCommand,
        from: Option<PaneId>,
    ) -> anyhow::Result<Spawn> {
        let name = self.domain_of(command, from);
        if name == LOCAL_DOMAIN {
            return Ok(spawn_of(command, from));
        }
        let Some(domain) = self.exec_domain(&name).cloned() else {
            let names = self.domain_names().join(", ");
            bail!("there is no domain {name:?}; there are {names}");
        };
        let id = self.mux.reserve_pane();
        let mut asked = command.clone();
        asked.args = asked
            .args
            .or_else(|| self.shown.config.default_prog.clone());
        asked.domain = SpawnDomain::Named(name.clone());
        // The function may name what it makes after them.
        let env = &mut asked.set_environment_variables;
        env.insert("WEZTERM_PANE".to_owned(), id.0.to_string());
        if let Some(socket) = &self.socket {
            let path = socket.path().display().to_string();
            env.insert("WEZTERM_UNIX_SOCKET".to_owned(), path);
        }
        let fixed = self.fix_up(&domain, &asked);
        let fixed = fixed.with_context(|| format!("nothing is started in the domain {name:?}"))?;
        Ok(Spawn {
            domain: name,
            id: Some(id),
            ..spawn_of(&fixed, from)
        })
    }

    /// Returns what to start in the first pane: in its own domain or the default one where that can
    /// be, else here.
    pub(super) fn first_program(&mut self, mut spawn: Spawn) -> Spawn {
        let domain = match std::mem::take(&mut spawn.domain) {
            none if none.is_empty() => self.default_domain().to_owned(),
            asked => asked,
        };
        if domain == LOCAL_DOMAIN {
            return spawn;
        }
        let command = SpawnCommand {
            args: spawn.program.clone(),
            cwd: spawn.cwd.clone(),
            set_environment_variables: spawn.env.iter().cloned().collect(),
            domain: SpawnDomain::Named(domain),
            ..SpawnCommand::default()
        };
        self.prepare(&command, None).unwrap_or_else(|error| {
            log::error!("the first program is started here: {error:#}");
            self.toast("Started here".to_owned(), format!("{error:#}"), None);
            spawn
        })
    }

    /// Shows a domain: a pane of it, or its program in a new tab where it has none. All domains here are
    /// ways to start programs on this machine, so that there is nothing to connect to.
    pub(crate) fn attach_domain(&mut self, name: &str, from: PaneId) -> anyhow::Result<()> {
        let of_it = |pane: &PaneId| {
            let pane = self.mux.pane(*pane);
            pane.is_some_and(|pane| pane.domain() == name)
        };
        if of_it(&from) {
            return Ok(());
        }
        let tabs = self.mux.windows().into_iter();
        let mut panes = tabs
            .flat_map(|window| self.mux.window_tabs(window))
            .flat_map(|tab| self.mux.tab_panes(tab));
        if let Some(pane) = panes.find(of_it) {
            self.focus_pane(pane);
            return Ok(());
        }
        let command = SpawnCommand {
            domain: SpawnDomain::Named(name.to_owned()),
            ..SpawnCommand::default()
        };
        let spawn = self.prepare(&command, Some(from))?;
        self.spawn_tab(spawn)?;
        Ok(())
    }

    fn fix_up(&self, domain: &ExecDomain, command: &SpawnCommand) -> anyhow::Result<SpawnCommand> {
        let lua = self.lua.lua();
        let problem = |error: mlua::Error| anyhow::anyhow!("{}", self.lua.problem(&error));
        let args = spawn_table(lua, command).and_then(|table| table.into_lua_multi(lua));
        let answer = self.ask_handler(&domain.fixup_event, args.map_err(problem)?);
        let answer = answer.map_err(problem)?.context("its function is gone")?;
        match answer.into_iter().next() {
            None | Some(Value::Nil) => bail!("its function returned no command"),
            Some(command) => read_spawn(&command).map_err(anyhow::Error::msg),
        }
    }
}

fn spawn_of(command: &SpawnCommand, from: Option<PaneId>) -> Spawn {
    let env = &command.set_environment_variables;
    Spawn {
        program: command.args.clone(),
        cwd: command.cwd.clone(),
        like: from,
        env: env
            .iter()
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
        ..Spawn::default()
    }
}
