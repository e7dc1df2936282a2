---@meta wezterm

-- Written by `wezterm modules annotations`. For lua-language-server: a folder that holds this file
-- goes into `workspace.library`.

---@class Wezterm
local wezterm = {}

---@class WeztermModules
wezterm.modules = {}

---Lists the modules by name. `status` is known, starting, loaded, disabled, failed or stopped.
---@return { name: string, version: string, status: string, error: string? }[]
function wezterm.modules.list() end

---Tells about one module: what it states about itself, what it was granted, who decided whether it
---runs, and what went wrong with it. nil where there is none of that name.
---@param name string
---@return { name: string, version: string, author: string, description: string, capabilities: string[], granted: string[], dependencies: string[], lua_namespace: string?, builtin: boolean, enabled: boolean, decided_by: string, reason: string?, metrics: table<string, number>, status: string, error: string? }?
function wezterm.modules.get_info(name) end

---Asks a module how it is doing: Healthy, Degraded or Unhealthy. A check that hangs is reported
---and does not hang the caller.
---@param name string
---@return { status: string, message: string?, metrics: table<string, number> }
function wezterm.modules.health_check(name) end

---Starts a module that is off or has failed, and what waits for it; it stays on in later runs.
---@param name string
---@return { stopped: string[], started: string[], remarks: string[] }
function wezterm.modules.enable(name) end

---Stops a module, and first those that depend on it; it stays off in later runs, or, where
---wezterm.lua switches it on, until that is read next. Its functions raise an error meanwhile.
---@param name string
---@return { stopped: string[], started: string[], remarks: string[] }
function wezterm.modules.disable(name) end

---Replaces a module by a new instance with the settings as they are now.
---@param name string
---@return { stopped: string[], started: string[], remarks: string[] }
function wezterm.modules.reload(name) end

---Asks a module by a request on the bus and returns its answer. It raises the module's refusal,
---and an error where no answer comes in time.
---@param module string
---@param method string
---@param params any
---@return any
function wezterm.modules.call(module, method, params) end

---Has a function called for each broadcast of this name. `missed` counts the broadcasts that were
---lost before this one because the handlers took too long.
---@param event string
---@param handler fun(data: any, about: { from: string, event: string, missed: integer })
function wezterm.modules.on(event, handler) end

---Tells every subscriber on the bus, and returns how many were told.
---@param event string
---@param data any
---@return integer
function wezterm.modules.broadcast(event, data) end

return wezterm
