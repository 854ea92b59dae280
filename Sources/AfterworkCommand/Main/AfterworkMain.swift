import AfterworkCommand
import ArgumentParser

@main
struct AfterworkMain {
    static func main() async {
        await AfterworkCommand.main()
    }
}
