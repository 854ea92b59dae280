import Afterwork
import AfterworkWeb
import NIOPosix

/// The tutorial's step 2: an activity log that is written after the response.
@API
struct Projects: RouteProvider {
    let work: SimulatedWork
    private let feed = ActivityFeed()

    /// Makes the routes.
    ///
    /// - Parameter work: What background tasks work with.
    init(work: SimulatedWork) {
        self.work = work
    }

    /// Creates a task of a project and writes it to the activity log afterwards.
    @Post("/projects/{project_id}/tasks")
    func createTask(projectID: Int, task: TaskCreate, background: BackgroundTasks) -> TaskReceipt {
        background.add(trackActivity, projectID, "created '\(task.taskName)'", task.assignedTo, name: "track activity")
        return TaskReceipt(taskID: "task_\(projectID)_\(task.taskName.unicodeScalars.count)", status: "created")
    }

    /// What was done in a project, the latest first.
    @Get("/projects/{project_id}/activities")
    func activities(projectID: Int, limit: Int = 20) async throws -> [Activity] {
        // Reading a file blocks, and a handler must not.
        let lines = try await NIOThreadPool.singleton.runIfActive { work.folder.activities.lines() }
        return Array(lines.reversed().lazy.compactMap { Activity(line: $0, projectID: projectID) }.prefix(max(0, limit)))
    }

    /// Every activity when it is written: server-sent events.
    @Get("/activities/events")
    func activityEvents() -> EventStream {
        EventStream(feed.activities().map { ServerSentEvent(event: "activity", data: $0) })
    }

    func trackActivity(projectID: Int, activity: String, user: String) throws {
        let line = "[\(LocalTime.seconds())] Project \(projectID): \(activity) by \(user)"
        try work.folder.activities.append(line)
        feed.publish(line)
        work.report("Tracked: \(activity)")
    }
}

@Schema
struct TaskCreate {
    var taskName: String
    var assignedTo: String
}

@Schema
struct TaskReceipt {
    var taskID: String
    var status: String
}

/// A line of the activity log.
@Schema
struct Activity {
    var at: String
    var activity: String
}

extension Activity {
    /// What a line says; nil if it is of another project.
    init?(line: Substring, projectID: Int) {
        let rest = line.utf8.dropFirst(1 + Self.timeLength)
        let project = "] Project \(projectID): "
        guard rest.starts(with: project.utf8) else { return nil }
        at = String(Substring(line.utf8.dropFirst().prefix(Self.timeLength)))
        activity = String(Substring(rest.dropFirst(project.utf8.count)))
    }

    /// `2025-06-18 12:39:32`
    private static let timeLength = 19
}
