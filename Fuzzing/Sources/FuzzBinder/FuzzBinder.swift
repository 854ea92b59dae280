import FuzzTargets
import Fuzzing

@main struct FuzzBinder {
    static func main() { fuzz(BinderTarget()) }
}
