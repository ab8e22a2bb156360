// Prints all that an answer has, for test/native/languages.ts:
//
//     Show FILE|- [home=DIR] [workload=NAME] [version=V] [released=DAY] [features=A,B] [search=MILLISECONDS]

using System;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using System.Threading;
using Airlatch;

internal static class Show
{
    private static void Main(string[] arguments)
    {
        var question = QuestionOf(arguments);
        var kit = new Kit(AirlatchKit.Bytes);
        var answer = kit.Check(question);
        Line("changed kit", ChangedKit());
        Line("zero in the version", ZeroInTheVersion(kit));
        Line("null among features", NullAmongFeatures(kit));
        Line("same in 8 threads", SameInThreads(kit, question, All(answer)).ToString());
        Line("after closing", Closed(kit));
        Console.Write(All(answer));
    }

    private static Question QuestionOf(string[] arguments)
    {
        var question = new Question();
        if (arguments[0] != "-") question.License = File.ReadAllBytes(arguments[0]);
        foreach (var argument in arguments.Skip(1))
        {
            var value = argument.Substring(argument.IndexOf('=') + 1);
            switch (argument.Substring(0, argument.IndexOf('=')))
            {
                case "home": question.Home = value; break;
                case "workload": question.Workload = value; break;
                case "version": question.Version = value; break;
                case "released": question.Released = value; break;
                case "features": question.Features = value.Split(','); break;
                case "search": question.Search = TimeSpan.FromMilliseconds(int.Parse(value)); break;
            }
        }
        return question;
    }

    private static string ChangedKit()
    {
        var bytes = (byte[])AirlatchKit.Bytes.Clone();
        bytes[bytes.Length - 1] ^= 1;
        try
        {
            using (new Kit(bytes)) return "opened";
        }
        catch (KitException error)
        {
            return error.Code;
        }
    }

    private static string ZeroInTheVersion(Kit kit)
    {
        try
        {
            kit.Check(new Question { Version = "2.3.1\0x" });
            return "taken";
        }
        catch (ArgumentException)
        {
            return "refused";
        }
    }

    private static string NullAmongFeatures(Kit kit)
    {
        try
        {
            kit.Check(new Question { Features = new[] { "export", null, "no-such-feature" } });
            return "taken";
        }
        catch (ArgumentException)
        {
            return "refused";
        }
    }

    private static int SameInThreads(Kit kit, Question question, string first)
    {
        int count = 0;
        var threads = Enumerable.Range(0, 8).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < 125; i++)
                if (All(kit.Check(question)) == first) Interlocked.Increment(ref count);
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return count;
    }

    private static string Closed(Kit kit)
    {
        kit.Dispose();
        kit.Dispose();
        try
        {
            kit.Check();
            return "open";
        }
        catch (ObjectDisposedException)
        {
            return "closed";
        }
    }

    private static string Feature(Answer answer, string name)
    {
        switch (answer.GetFeatureType(name))
        {
            case FeatureType.Flag: return "flag";
            case FeatureType.Integer: return "integer " + answer.GetNumber(name);
            case FeatureType.Text: return "text " + answer.GetText(name);
            default: return "none";
        }
    }

    private static string Hex(byte[] bytes) =>
        bytes == null ? null : BitConverter.ToString(bytes).Replace("-", "").ToLowerInvariant();

    private static string All(Answer answer)
    {
        var lines = new StringBuilder();
        Action<string, string> line = (label, value) => lines.Append(label + ": " + (value ?? "none") + "\n");
        line("valid", answer.IsValid ? "yes" : "no");
        line("reasons", string.Join(" ", answer.Reasons));
        line("warnings", string.Join(" ", answer.Warnings));
        line("ends at", answer.EndsAt?.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        line("days left", answer.DaysLeft?.ToString());
        line("features", string.Join(" ", answer.Features));
        foreach (var name in answer.Features) line("feature " + name, Feature(answer, name));
        line("number of edition or -1", (answer.GetNumber("edition") ?? -1).ToString());
        line("number of projects or -1", (answer.GetNumber("projects") ?? -1).ToString());
        line("text of projects", answer.GetText("projects"));
        line("type of nothing", Feature(answer, "nothing"));
        line("type of export with a zero after it", Feature(answer, "export\0x"));
        line("product", answer.ProductName);
        line("contact", answer.Contact);
        line("computer", answer.ComputerId);
        line("source", answer.Source);
        line("key", answer.KeyId);
        line("activation", answer.ActivationId);
        line("licensee", answer.Licensee);
        line("version", answer.LicensedVersion);
        line("user data", Hex(answer.UserData == null ? null : Encoding.UTF8.GetBytes(answer.UserData)));
        line("license", Hex(answer.GetLicense()));
        return lines.ToString();
    }

    private static void Line(string label, string value) => Console.Write(label + ": " + value + "\n");
}
