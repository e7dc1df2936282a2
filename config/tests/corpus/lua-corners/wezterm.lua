-- Lua 5.4 as far as it goes: goto, utf8, integers, attribs, patterns.
local wezterm <const> = require 'wezterm'
local act <const> = wezterm.action
local c = wezterm.config_builder()

local taken = { [3] = true, [5] = true }
c.keys = {}
for i = 1, 9 do
  if taken[i] then
    goto continue
  end
  c.keys[#c.keys + 1] = { key = ('%d'):format(i), mods = 'ALT', action = act { ActivateTab = i - 1 } }
  ::continue::
end
assert(#c.keys == 7)

-- every letter of a word with an accent
local letters = {}
for _, code in utf8.codes('äöü') do
  letters[#letters + 1] = utf8.char(code)
end
for i, letter in ipairs(letters) do
  table.insert(c.keys, { key = letter, mods = 'CTRL', action = act.SendString(utf8.char(0x1f600 + i)) })
end
assert(utf8.len('äöü') == 3 and ('äöü'):len() == 6)

-- integer and float arithmetic
c.initial_cols = 0xF0 // 2
c.initial_rows = 0x30 >> 1 | 0
c.font_size = 25 / 2
c.tab_max_width = math.tointeger(2 ^ 5)
c.scrollback_lines = math.min(10 ^ 4, 9999.0) // 1

-- string methods
local title = ('  some words here  '):gsub('^%s*(.-)%s*$', '%1'):gsub('(%w+) (%w+)', '%2 %1', 1)
c.default_workspace = title:sub(1, 10):rep(2, '-'):lower()
local parts = {}
for word in string.gmatch('one,two,,three', '([^,]*)') do
  if word ~= '' then
    table.insert(parts, 1, word)
  end
end
c.set_environment_variables = { PARTS = table.concat(parts, ':'), QUOTED = ('%q'):format('a"b'), [("KEY"):reverse()] = [==[long ]] string]==] }

-- select, varargs, unpack, closures
local function shell(...)
  local n = select('#', ...)
  local args = table.pack(...)
  return { table.unpack(args, 1, n) }
end
c.default_prog = shell('sh', '-c', "echo 'hi'")

local counter = (function()
  local n = 0
  return function()
    n = n + 1
    return n
  end
end)()
counter()
c.cursor_blink_rate = counter() * 250

-- sort and a repeat with a local in its condition
local order = { 'b', 'c', 'a' }
table.sort(order, function(a, b)
  return a > b
end)
c.quick_select_alphabet = table.concat(order)
repeat
  local done = true
until done

return c
