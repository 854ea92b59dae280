import FuzzTargets
import Fuzzing

@main struct FuzzJSON {
    static func main() { fuzz(JSONTarget()) }
}
