-- What a module's Lua state is made of. `keep` is what the host lends: functions that Lua has not.
-- Nothing here may loop in C for as long as a module likes: the clock only ticks between Lua's own
-- instructions. What is not copied into `env` is not there.
local keep = ...
local pcall, error, type, select, rawequal = pcall, error, type, select, rawequal
local setmetatable, rawget, tonumber = setmetatable, rawget, tonumber
local load, next, ipairs = load, next, ipairs
local string, table, coroutine, math, utf8, os = string, table, coroutine, math, utf8, os
local rep, concat, sort, unpack = string.rep, table.concat, table.sort, table.unpack
local huge = 1 << 26

local env = {}
for _, name in ipairs {
  'assert', 'error', 'getmetatable', 'ipairs', 'next', 'pairs', 'rawequal', 'rawget', 'rawlen',
  'rawset', 'select', 'tonumber', 'tostring', 'type', '_VERSION',
} do
  env[name] = _G[name]
end

local function copy(from, names)
  local to = {}
  for _, name in ipairs(names) do to[name] = from[name] end
  return to
end

env.math = {}
for name, value in next, math do env.math[name] = value end
env.utf8 = {}
for name, value in next, utf8 do env.utf8[name] = value end
env.os = copy(os, { 'clock', 'date', 'difftime', 'time' })
env.coroutine = copy(coroutine, {
  'close', 'create', 'isyieldable', 'running', 'status', 'wrap', 'yield',
})
local resume = coroutine.resume
env.string = copy(string, {
  'byte', 'char', 'find', 'format', 'gmatch', 'gsub', 'len', 'lower', 'match', 'pack', 'packsize',
  'reverse', 'sub', 'unpack', 'upper',
})
for name, matching in next, keep.patterns do env.string[name] = matching end
env.table = {}
env._G = env

-- An error that ends a call must not be caught by the call.
local function checked(...)
  keep.alive()
  return ...
end
function env.pcall(...) return checked(pcall(...)) end
-- Lua's own runs the handler where no clock ticks.
local function handled(handler, done, ...)
  if done then return true, ... end
  return false, handler(...)
end
function env.xpcall(f, handler, ...)
  return handled(handler, checked(pcall(f, ...)))
end

function env.coroutine.resume(...) return checked(resume(...)) end

-- Finalizers, and the closing of variables that an error ends, run where no clock ticks.
function env.setmetatable(t, mt)
  if type(mt) == 'table' then
    for _, name in ipairs { '__gc', '__close' } do
      if rawget(mt, name) ~= nil then error('there is no ' .. name .. ' for modules', 2) end
    end
  end
  return setmetatable(t, mt)
end

-- A reader that never ends would be read by C.
local function whole(reader)
  local pieces = {}
  for i = 1, huge do
    local piece = reader()
    if piece == nil or piece == '' then break end
    if type(piece) ~= 'string' then error('reader function must return a string', 3) end
    pieces[i] = piece
  end
  return concat(pieces)
end
function env.load(chunk, name, _, ...)
  if type(chunk) ~= 'string' then chunk = whole(chunk) end
  local globals = env
  if select('#', ...) > 0 then globals = (...) end
  return load(chunk, name, 't', globals)
end

function env.collectgarbage(what)
  if what ~= nil and what ~= 'count' and what ~= 'collect' then
    error("collectgarbage knows 'count' and 'collect' here", 2)
  end
  return keep.memory(what == 'count')
end

function env.string.rep(s, n, sep)
  if (tonumber(n) or 0) > huge then error('resulting string too large', 2) end
  return rep(s, n, sep)
end

local function bare(t, what)
  if keep.has_metatable(t) then
    error('table.' .. what .. ' is for tables without a metatable here', 3)
  end
end
function env.table.concat(t, ...)
  bare(t, 'concat')
  return concat(t, ...)
end
function env.table.sort(t, ...)
  bare(t, 'sort')
  return sort(t, ...)
end
function env.table.unpack(t, ...)
  bare(t, 'unpack')
  return unpack(t, ...)
end
function env.table.pack(...) return { n = select('#', ...), ... } end
function env.table.insert(t, ...)
  local count = select('#', ...)
  local last = #t + 1
  if count == 1 then
    t[last] = (...)
    return
  elseif count ~= 2 then
    error("wrong number of arguments to 'insert'", 2)
  end
  local at, value = ...
  if at < 1 or at > last then
    error("bad argument #2 to 'insert' (position out of bounds)", 2)
  end
  for i = last, at + 1, -1 do t[i] = t[i - 1] end
  t[at] = value
end
function env.table.remove(t, at)
  local last = #t
  if at == nil then
    at = last
  elseif last + 1 ~= at and (at < 1 or at > last + 1) and not (last == 0 and at == 0) then
    error("bad argument #2 to 'remove' (position out of bounds)", 2)
  end
  local value = t[at]
  for i = at, last - 1 do t[i] = t[i + 1] end
  if at <= last then t[last] = nil end
  return value
end
function env.table.move(a, from, to, at, b)
  b = b or a
  if at > to or at <= from or not rawequal(a, b) then
    for i = 0, to - from do b[at + i] = a[from + i] end
  else
    for i = to - from, 0, -1 do b[at + i] = a[from + i] end
  end
  return b
end

-- Methods of texts are the ones that a module sees.
getmetatable('').__index = env.string
return env
