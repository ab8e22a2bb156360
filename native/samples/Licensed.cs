// A program that runs only with a valid license: one that is installed on this computer, or a file that it is given.
// AirlatchKit.cs is the vendor's kit, written by `airlatch-vendor kit PRODUCT --format cs`. docs/guides/native-csharp.md
// shows how to make it, and how to build this.
//
//     Licensed [FILE]

using System;
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
                var question = new Question { Version = "2.3.1" };
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
        catch (IOException error)
        {
            Console.Error.WriteLine(error.Message);
            return 2;
        }
    }

    private static int Run(Answer answer)
    {
        Console.WriteLine("product: " + answer.ProductName);
        if (answer.Licensee != null) Console.WriteLine("licensed to: " + answer.Licensee);
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
