-- What wrk sends, and the one line that it reports, for `run` to read.
--
--   wrk … -s load.lua URL -- METHOD [BODY [DELAY]]
--
-- DELAY is how many milliseconds a connection waits before each request: how a load is offered that is less than what the server
-- can do. The line: requests, microseconds, refused (status 400 and up), lost (socket errors), and of latencies in microseconds the
-- median, the 99th percentile and the longest.

local pause = 0

function init(arguments)
  wrk.method = arguments[1] or "GET"
  if arguments[2] and arguments[2] ~= "" then
    wrk.body = arguments[2]
    wrk.headers["Content-Type"] = "application/json"
  end
  pause = tonumber(arguments[3] or "") or 0
  -- wrk asks for a delay after every response if there is a function to ask.
  if pause > 0 then delay = function() return pause end end
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("load: %d %d %d %d %d %d %d\n",
    summary.requests, summary.duration, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
    latency:percentile(50), latency:percentile(99), latency.max))
end
