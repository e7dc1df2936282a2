local wezterm = require 'wezterm'
local config = wezterm.config_builder()

-- a class, one that inherits from it, and an object that is called
local Widget = {}
Widget.__index = Widget
Widget.__call = function(self, text)
  return self:render(text)
end
Widget.__concat = function(a, b)
  return tostring(a) .. tostring(b)
end
Widget.__tostring = function(self)
  return '<' .. self.name .. '>'
end
Widget.__eq = function(a, b)
  return a.name == b.name
end
function Widget:new(o)
  o = o or {}
  return setmetatable(o, { __index = self, __call = self.__call, __concat = self.__concat, __tostring = self.__tostring, __eq = self.__eq, __len = function() return 42 end })
end
function Widget:render(text)
  return ('%s: %s'):format(self.name, text)
end

local Clock = setmetatable({}, { __index = Widget })
Clock.__call, Clock.__concat, Clock.__tostring, Clock.__eq = Widget.__call, Widget.__concat, Widget.__tostring, Widget.__eq
function Clock:render(text)
  return Widget.render(self, '[' .. text .. ']')
end
local clock = Clock:new { name = 'clock' }
config.default_workspace = clock 'now' .. clock .. #clock
assert(clock == Clock:new { name = 'clock' } and clock ~= Clock:new { name = 'other' })

-- an iterator from a coroutine, with an error that is caught within it
local function range(from, to)
  return coroutine.wrap(function()
    for i = from, to do
      local ok = pcall(error, 'nothing')
      if not ok then
        coroutine.yield(i)
      end
    end
  end)
end
local sum = 0
for i in range(1, 10) do
  sum = sum + i
end
config.scrollback_lines = sum

-- text that is a program, and a table that is compared with nothing
local state = load 'return { rows = 33, cols = ... }'(111)
config.initial_rows, config.initial_cols = state.rows, state.cols
if next(state) == nil then
  error 'it is not empty'
end
local moved = table.move({ 1, 2, 3 }, 1, 3, 2, { 9 })
assert(table.concat(moved, ',') == '9,1,2,3')
local ok, err = xpcall(function()
  local nothing
  return nothing.field
end, function(message)
  return 'caught ' .. message
end)
assert(not ok and err:find '^caught .*nothing')
local closed = false
do
  local guard <close> = setmetatable({}, { __close = function() closed = true end })
end
assert(closed)

-- weak tables and what is cleaned up
local weak = setmetatable({}, { __mode = 'k' })
weak[{}] = true
collectgarbage()
assert(next(weak) == nil)

-- a handler that is a method
local Status = { text = 'none' }
function Status:on_update(window)
  window:set_left_status(self.text)
end
wezterm.on('update-status', function(...)
  Status:on_update(...)
end)
wezterm.on('say', function(text)
  Status.text = text
end)
wezterm.emit('say', 'said while loading')

return config
