// A program that runs only with a valid license: one that is installed on this computer, or a file passed to it.
// AirlatchKit.cs is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format cs`. docs/guides/native-csharp.md
// shows how to make it, and how to build this.
//
//     Licensed [FILE]

using System;
using System.Globalization;
using System.IO;
using Airlatch;

internal static class Licensed
{
    private static int Main(string[] arguments)
    {
        try
        {
            using (var kit = new Kit(AirlatchKit.Bytes))
            {
                var question = new Question { Version = "2.3.1", Released = "2026-11-30" };
                if (arguments.Length > 0) question.License = File.ReadAllBytes(arguments[0]);
                var answer = kit.Check(question);
                return answer.IsValid ? Run(answer) : Refuse(answer);
            }
        }
        catch (KitException error)
        {
            Console.Error.WriteLine("The kit of this program cannot be used: " + error.Code);
            return 2;
        }
        catch (Exception error) when (IsOfFile(error))
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }

    // The license file cannot be read, or the library is not there.
    private static bool IsOfFile(Exception error) =>
        error is IOException || error is UnauthorizedAccessException || error is DllNotFoundException;

    private static int Run(Answer answer)
    {
        Console.WriteLine("product: " + answer.ProductName);
        if (answer.Licensee != null) Console.WriteLine("licensed to: " + answer.Licensee);
        // the end is the first second after its end
        var last = answer.EndsAt?.AddSeconds(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        if (last != null) Console.WriteLine("last day: " + last);
        if (answer.DaysLeft != null) Console.WriteLine("days left: " + answer.DaysLeft);
        foreach (var warning in answer.Warnings) Console.WriteLine("warning: " + warning);
        Console.WriteLine("export: " + (answer.HasFeature("export") ? "yes" : "no"));
        return 0;
    }

    private static int Refuse(Answer answer)
    {
        foreach (var reason in answer.Reasons) Console.Error.WriteLine("Not licensed: " + reason);
        return 1;
    }
}
