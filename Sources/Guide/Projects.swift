import Afterwork
import AfterworkWeb

/// The tutorial's step 2: an activity log that is written after the response.
@API
struct Projects: RouteProvider {
    let work: SimulatedWork

    /// Creates a task of a project and writes it to the activity log afterwards.
    @Post("/projects/{project_id}/tasks")
    func createTask(projectID: Int, task: TaskCreate, background: BackgroundTasks) -> TaskReceipt {
        background.add(trackActivity, projectID, "created '\(task.taskName)'", task.assignedTo, name: "track activity")
        return TaskReceipt(taskID: "task_\(projectID)_\(task.taskName.unicodeScalars.count)", status: "created")
    }

    func trackActivity(projectID: Int, activity: String, user: String) throws {
        try work.folder.activities.append("[\(LocalTime.seconds())] Project \(projectID): \(activity) by \(user)")
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
