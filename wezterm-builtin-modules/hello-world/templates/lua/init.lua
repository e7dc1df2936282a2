local wezterm = require 'wezterm'

-- `wezterm.config` is this module's part of config.modules.
local settings = wezterm.config or {}

local function greet(name)
  return (settings.greeting or 'Hello') .. ', ' .. name
end

return {
  -- wezterm.hello.greet('Ada') in wezterm.lua; the method `greet` on the bus.
  greet = greet,

  -- wezterm.action.RunModuleAction { module = 'hello-world', action = 'greet' }
  actions = {
    greet = {
      description = 'Greets the pane that has the keyboard',
      run = function(params)
        wezterm.toast('hello-world', greet('pane ' .. params.pane))
      end,
    },
  },

  -- What the assistant may call.
  tools = {
    greet = {
      description = 'Greets somebody',
      effect = 'read', -- or write, execute, network: what the policy decides by
      parameters = {
        type = 'object',
        properties = { name = { type = 'string', description = 'who is greeted' } },
        required = { 'name' },
      },
      run = function(args)
        return greet(args.name)
      end,
    },
  },
}
