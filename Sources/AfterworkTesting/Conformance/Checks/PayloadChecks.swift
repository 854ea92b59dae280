import Afterwork

extension JobStoreConformance.Check {
    /// What a store keeps and does not look into.
    static let ofPayloads = [
        Self("payloads are kept byte for byte") { trial in
            let payloads: [(String, [UInt8])] = [
                ("empty", []),
                ("a zero", [0]),
                ("all bytes", Array(0...255)),
                ("not UTF-8", [0xff, 0xfe, 0xc3, 0x28, 0x80]),
                ("spaces around", Array("  {} \n".utf8)),
                ("quotes", Array(#"{"a":"'\"--;%_\\"}"#.utf8)),
            ]
            for (name, payload) in payloads {
                let job = PreparedJob(id: trial.makeID(), name: "work", payload: payload)
                _ = try await trial.store.enqueue([job])
                let claimed = try await trial.claimOne(by: trial.store.join())
                trial.expect("the payload with \(name), when it is claimed", claimed.payload, is: payload)
                trial.expect("the payload with \(name), when it is asked for", try await trial.record(job.id).payload, is: payload)
            }
        },
        Self("a payload of a mebibyte is kept") { trial in
            let payload = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
            let job = PreparedJob(id: trial.makeID(), name: "work", payload: payload)
            _ = try await trial.store.enqueue([job])
            let claimed = try await trial.claimOne(by: trial.store.join())
            trial.expect(claimed.payload == payload, "The payload of 1 MiB was not kept byte for byte.")
            try await trial.finish(claimed, .completed(result: payload))
            trial.expect(try await trial.record(job.id).result == payload, "The result of 1 MiB was not kept byte for byte.")
        },
        Self("names and queues may hold any characters") { trial in
            let names = [
                "plain", "two words", "  ", "Plain", "PLAIN", "o'clock", #"say "it""#, #"back\slash"#, "100%", "under_score",
                "a;drop table jobs--",
                "größe", "日本", "👩‍👩‍👧‍👦", "مرحبا", "null", "*", "{a,b}", "$1", "?", ":name", String(repeating: "x", count: 128), "x",
            ]
            let worker = try await trial.store.join()
            var ids: [String: JobID] = [:]
            for name in names { ids[name] = try await trial.put(name, queue: name) }
            trial.expect("queues", Set(try await trial.store.queues().map(\.name)), is: Set(names))
            for name in names {
                let filter = JobFilter(queues: [name], names: [name])
                let listed = try await trial.store.jobs(filter, before: nil, limit: 100)
                trial.expect("jobs called \(name)", listed.map(\.id), is: [ids[name]].compactMap(\.self))
                trial.expect("the name and queue of \(name)", listed.map { [$0.name, $0.queue] }, is: [[name, name]])
                let shares = [ClaimRequest.Share(queue: name, fair: 10, most: 10)]
                try await trial.store.set(.paused, of: name)
                trial.expect("claims of \(name), paused", try await trial.claimed(by: worker, [name], shares: shares), is: [])
                try await trial.store.set(.resumed, of: name)
                let claimed = try await trial.claim(by: worker, [name], shares: shares).jobs
                trial.expect("claims of \(name)", claimed.map(\.attempt.id), is: [ids[name]].compactMap(\.self))
                trial.expect("the name and queue of \(name), claimed", claimed.map { [$0.name, $0.queue] }, is: [[name, name]])
            }
        },
        Self("errors and messages may hold any characters") { trial in
            let texts = ["", "plain", "two\nlines\ttabs", "größe 👩‍👩‍👧‍👦", #"'"\%_;--"#, String(repeating: "long ", count: 2000)]
            for text in texts {
                let id = try await trial.put()
                let claimed = try await trial.claimOne(by: trial.store.join())
                try await trial.store.report([JobProgress(claimed.attempt, fraction: 0.5, message: text)])
                try await trial.finish(claimed, .discarded(reason: text))
                let record = try await trial.record(id)
                trial.expect("the message", record.message, is: text)
                trial.expect("the error", record.error, is: text)
            }
            // Not every database takes a zero in a text. The outcome is written all the same.
            let id = try await trial.put()
            let claimed = try await trial.claimOne(by: trial.store.join())
            try await trial.store.report([JobProgress(claimed.attempt, fraction: 0.5, message: "zero \0 within")])
            try await trial.finish(claimed, .failed(error: "zero \0 within", retryAfter: nil))
            try await trial.expect(id, is: .discarded)
            trial.expect("the error with a zero", try await trial.record(id).error?.hasPrefix("zero "), is: true)
        },
        Self("what it takes to run a job comes with its claim") { trial in
            let job = trial.makeJob("send-receipt", queue: "mail", payload: "[7]") { job in
                job.timeout = .microseconds(1_500_001)
                job.retry = .exponential(from: .milliseconds(1500), upTo: .seconds(90), maximumAttempts: 4)
                job.trace = ["traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "größe": "a=1,b='2'; \"3\""]
            }
            _ = try await trial.store.enqueue([job])
            trial.clock.advance(by: .milliseconds(2500))
            let worker = try await trial.store.join()
            var expected = ClaimedJob(
                attempt: JobAttempt(id: job.id, fence: 1),
                name: "send-receipt",
                queue: "mail",
                payload: Array("[7]".utf8)
            )
            expected.waited = .milliseconds(2500)
            expected.timeout = job.timeout
            expected.retry = job.retry
            expected.trace = job.trace
            trial.expect("the claim", try await trial.claimOne(by: worker, ["send-receipt"]), is: expected)
        },
        Self("what is left to a job's type stays left to it") { trial in
            try await trial.put()
            let claimed = try await trial.claimOne(by: trial.store.join())
            trial.expect("the timeout", claimed.timeout, is: nil)
            trial.expect("the retry policy", claimed.retry, is: nil)
            trial.expect("the trace", claimed.trace, is: [:])
            trial.expect("failures", claimed.failures, is: 0)
            trial.expect("crashes", claimed.crashes, is: 0)
        },
        Self("each way of retrying is kept") { trial in
            let policies: [RetryPolicy] = [
                .never, .fixed(.zero), .fixed(.seconds(3), maximumAttempts: 1), .after(.seconds(1), .seconds(5)), .exponential(),
                .exponential(from: .seconds(1), upTo: .seconds(86_400 * 365), maximumAttempts: Int(Int32.max)),
            ]
            for policy in policies {
                try await trial.put { $0.retry = policy }
                let claimed = try await trial.claimOne(by: trial.store.join())
                trial.expect("the retry policy", claimed.retry, is: policy)
            }
        },
    ]
}
