// What the signatures of handlers name, so that one import is enough: BackgroundTasks, UploadedFile, Request, HTTPError …
@_exported public import Afterwork
@_exported public import AfterworkHummingbird
@_exported public import Hummingbird
