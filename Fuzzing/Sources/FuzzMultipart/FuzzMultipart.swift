import FuzzTargets
import Fuzzing

@main struct FuzzMultipart {
    static func main() throws { fuzz(try MultipartTarget()) }
}
