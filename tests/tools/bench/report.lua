-- What wrk hands over at the end of a run, as one line of JSON. `wrk ... URL -- 304` expects that status of each answer.
local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(args)
   expected, unexpected = tonumber(args[1]), 0
end

function response(status)
   if status ~= expected then unexpected = unexpected + 1 end
end

function done(summary, latency, requests)
   local other, faults = 0, summary.errors
   for _, thread in ipairs(threads) do other = other + thread:get("unexpected") end
   io.write(string.format(
      '{"seconds": %.3f, "requests": %d, "p50": %.3f, "p95": %.3f, "p99": %.3f, "broken": %d, "unexpected": %d}\n',
      summary.duration / 1e6, summary.requests,
      latency:percentile(50) / 1e3, latency:percentile(95) / 1e3, latency:percentile(99) / 1e3,
      faults.connect + faults.read + faults.write + faults.timeout, other))
end
