// Verifies Airlatch licenses offline with the C library libairlatch: for .NET Framework 4.6.1, Mono, .NET 8, and later.
//
//     using (var kit = new Kit(AirlatchKit.Bytes)) // written by `airlatch-vendor kit PRODUCT --format cs`
//     {
//         var answer = kit.Check(new Question { Version = "2.3.1" });
//         if (!answer.IsValid) return Fail(answer.Reasons);
//         if (answer.HasFeature("export")) Export();
//     }
//
// Codes are the names of SPEC.md section 12, such as "wrong-computer". Any number of threads may use a kit at once. Strings
// are converted to UTF-8 here, because UnmanagedType.LPUTF8Str is not available everywhere.

using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace Airlatch
{
    /// <summary>A kit that cannot be used.</summary>
    public sealed class KitException : Exception
    {
        /// <summary>The name of the reason.</summary>
        public string Code { get; }
        internal KitException(string code) : base("The kit cannot be used: " + code) { Code = code; }
    }

    /// <summary>The question to a kit. Each member may be null.</summary>
    public sealed class Question
    {
        /// <summary>The content of a license file, raw or text; null: the licenses of this computer.</summary>
        public byte[] License { get; set; }
        /// <summary>The folder of `airlatch --home`; null: AIRLATCH_HOME, or the default folder.</summary>
        public string Home { get; set; }
        /// <summary>The site's name for the workload; null: AIRLATCH_WORKLOAD, or none.</summary>
        public string Workload { get; set; }
        /// <summary>Of the program, such as "2.3.1".</summary>
        public string Version { get; set; }
        /// <summary>The day on which this version was released, such as "2026-11-30".</summary>
        public string Released { get; set; }
        /// <summary>Names of features that the program requires; null: none. No name may be null or empty.</summary>
        public IEnumerable<string> Features { get; set; }
        /// <summary>The longest search on network shares; null: 3 seconds; zero or less: no search.</summary>
        public TimeSpan? Search { get; set; }
    }

    public enum FeatureType { None, Flag, Integer, Text }

    /// <summary>The result of a check. Missing texts are null. It stays usable after the kit is disposed.</summary>
    public sealed class Answer
    {
        private readonly Dictionary<string, object> values = new Dictionary<string, object>(StringComparer.Ordinal);
        private readonly byte[] license;

        public bool IsValid { get; }
        /// <summary>Why it is not valid, in the order in which people read them.</summary>
        public IReadOnlyList<string> Reasons { get; }
        public IReadOnlyList<string> Warnings { get; }
        /// <summary>
        /// The first second after its end: to print the last day, subtract one second and show the day in UTC, as it is
        /// here. Null without an end, and without a license.
        /// </summary>
        public DateTimeOffset? EndsAt { get; }
        /// <summary>The same end including the days of grace, in which the license is valid with a warning.</summary>
        public DateTimeOffset? RunsUntil { get; }
        /// <summary>Null without an end; 0 without a license.</summary>
        public long? DaysLeft { get; }
        /// <summary>Names, in the order of the license. Only a valid license has features.</summary>
        public IReadOnlyList<string> Features { get; }
        public string ProductName { get; }
        /// <summary>How to reach the vendor.</summary>
        public string Contact { get; }
        /// <summary>As `airlatch computer` shows it.</summary>
        public string ComputerId { get; }
        /// <summary>"installed", the file of the license, or the address of a site server.</summary>
        public string Source { get; }
        public string KeyId { get; }
        public string ActivationId { get; }
        public string Licensee { get; }
        public string LicensedVersion { get; }
        public string UserData { get; }

        /// <summary>The signed license; of a bundle, the one that is used. Null if it could not be read.</summary>
        public byte[] GetLicense() => (byte[])license?.Clone();

        public bool HasFeature(string name) => values.ContainsKey(name);

        public FeatureType GetFeatureType(string name)
        {
            object value;
            if (!values.TryGetValue(name, out value)) return FeatureType.None;
            return value is long ? FeatureType.Integer : value is string ? FeatureType.Text : FeatureType.Flag;
        }

        /// <summary>The number of a feature; null if it has none.</summary>
        public long? GetNumber(string name)
        {
            object value;
            return values.TryGetValue(name, out value) ? value as long? : null;
        }

        /// <summary>The text of a feature; null if it has none.</summary>
        public string GetText(string name)
        {
            object value;
            return values.TryGetValue(name, out value) ? value as string : null;
        }

        internal Answer(AnswerHandle raw)
        {
            UIntPtr size;
            license = Native.Copy(Native.airlatch_license_bytes(raw, out size), size);
            IsValid = Native.airlatch_valid(raw);
            Reasons = Codes(raw, Native.airlatch_reason);
            Warnings = Codes(raw, Native.airlatch_warning);
            EndsAt = license == null ? null : Time(Native.airlatch_ends_at(raw));
            RunsUntil = license == null ? null : Time(Native.airlatch_runs_until(raw));
            long days = Native.airlatch_days_left(raw);
            DaysLeft = days == Native.Never ? (long?)null : days;
            Features = ReadFeatures(raw).AsReadOnly();
            var texts = Enumerable.Range(0, 9).Select(name => Text(raw, name)).ToArray();
            ProductName = texts[0];
            Contact = texts[1];
            ComputerId = texts[2];
            Source = texts[3];
            KeyId = texts[4];
            ActivationId = texts[5];
            Licensee = texts[6];
            LicensedVersion = texts[7];
            UserData = texts[8];
        }

        private List<string> ReadFeatures(AnswerHandle raw)
        {
            var names = new List<string>();
            IntPtr name;
            while ((name = Native.airlatch_feature_name(raw, (UIntPtr)names.Count)) != IntPtr.Zero)
            {
                var type = Native.airlatch_feature(raw, name);
                names.Add(Native.Text(name));
                values[Native.Text(name)] =
                    type == FeatureType.Integer ? Native.airlatch_feature_number(raw, name, 0)
                    : type == FeatureType.Text ? Native.Text(Native.airlatch_feature_text(raw, name))
                    : (object)true;
            }
            return names;
        }

        private static IReadOnlyList<string> Codes(AnswerHandle raw, Func<AnswerHandle, UIntPtr, int> codeAt)
        {
            var names = new List<string>();
            int code;
            while ((code = codeAt(raw, (UIntPtr)names.Count)) != 0) names.Add(Native.CodeName(code));
            return names.AsReadOnly();
        }

        private static string Text(AnswerHandle raw, int name)
        {
            UIntPtr size;
            var bytes = Native.Copy(Native.airlatch_text(raw, name, out size), size);
            return bytes == null ? null : Encoding.UTF8.GetString(bytes);
        }

        // The end of the year 9999 is one tick later than DateTimeOffset allows.
        private static DateTimeOffset? Time(long seconds)
        {
            if (seconds == Native.Never) return null;
            return DateTimeOffset.FromUnixTimeSeconds(Math.Min(seconds, DateTimeOffset.MaxValue.ToUnixTimeSeconds()));
        }
    }

    /// <summary>The vendor's kit, which is built into the program, and the readings of this computer.</summary>
    public sealed class Kit : IDisposable
    {
        private readonly KitHandle handle;

        /// <summary>Throws KitException, and DllNotFoundException without the library.</summary>
        public Kit(byte[] bytes)
        {
            if (bytes == null) throw new ArgumentNullException(nameof(bytes));
            int code = Native.airlatch_open(out handle, bytes, (UIntPtr)bytes.Length, IntPtr.Zero);
            if (code != 0) throw new KitException(Native.CodeName(code));
        }

        /// <summary>
        /// Whether the program may run. Throws ArgumentException for a text with a zero and for an empty feature name.
        /// </summary>
        public Answer Check(Question question = null)
        {
            question = question ?? new Question();
            using (var memory = new Memory())
            {
                var raw = new RawQuestion
                {
                    Size = (UIntPtr)Marshal.SizeOf(typeof(RawQuestion)),
                    License = memory.Of(question.License),
                    LicenseSize = (UIntPtr)(question.License?.Length ?? 0),
                    Home = memory.Of(question.Home),
                    Workload = memory.Of(question.Workload),
                    Version = memory.Of(question.Version),
                    Released = memory.Of(question.Released),
                    Features = memory.OfNames(question.Features ?? new string[0]),
                    SearchMilliseconds = Milliseconds(question.Search),
                };
                using (var answer = Native.airlatch_check(handle, ref raw)) return new Answer(answer);
            }
        }

        /// <summary>Frees the kit once no check uses it. Calling it again does nothing.</summary>
        public void Dispose() => handle.Dispose();

        private static int Milliseconds(TimeSpan? search)
        {
            if (search == null) return 0;
            if (search <= TimeSpan.Zero) return -1;
            return (int)Math.Min(Math.Ceiling(search.Value.TotalMilliseconds), int.MaxValue);
        }
    }

    internal abstract class Handle : SafeHandle
    {
        protected Handle() : base(IntPtr.Zero, true) { }
        public override bool IsInvalid => handle == IntPtr.Zero;
    }

    internal sealed class KitHandle : Handle
    {
        protected override bool ReleaseHandle()
        {
            Native.airlatch_close(handle);
            return true;
        }
    }

    internal sealed class AnswerHandle : Handle
    {
        protected override bool ReleaseHandle()
        {
            Native.airlatch_free(handle);
            return true;
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct RawQuestion
    {
        public UIntPtr Size;
        public IntPtr License;
        public UIntPtr LicenseSize;
        public IntPtr Home, Workload, Version, Released, Features;
        public int SearchMilliseconds;
    }

    // The memory that a question points to until the check has returned.
    internal sealed class Memory : IDisposable
    {
        private static readonly Encoding Utf8 = new UTF8Encoding(false, true);
        private readonly List<IntPtr> blocks = new List<IntPtr>();

        public IntPtr Of(byte[] bytes)
        {
            if (bytes == null) return IntPtr.Zero;
            var block = Take(bytes.Length + 1);
            Marshal.Copy(bytes, 0, block, bytes.Length);
            return block;
        }

        public IntPtr Of(string text)
        {
            if (text == null) return IntPtr.Zero;
            if (text.IndexOf('\0') >= 0) throw new ArgumentException("A text has a zero in it.");
            return Of(Utf8.GetBytes(text + "\0"));
        }

        // Null would end the list, and names after it would be ignored.
        public IntPtr OfNames(IEnumerable<string> names)
        {
            var texts = names.ToArray();
            if (texts.Any(string.IsNullOrEmpty)) throw new ArgumentException("The name of a feature is null or empty.");
            var all = texts.Select(Of).Concat(new[] { IntPtr.Zero }).ToArray();
            var block = Take(all.Length * IntPtr.Size);
            Marshal.Copy(all, 0, block, all.Length);
            return block;
        }

        public void Dispose() => blocks.ForEach(Marshal.FreeHGlobal);

        private IntPtr Take(int size)
        {
            var block = Marshal.AllocHGlobal(size);
            blocks.Add(block);
            return block;
        }
    }

    internal static class Native
    {
        public const long Never = long.MaxValue;
        private const string Library = "airlatch";
        private const CallingConvention C = CallingConvention.Cdecl;

        [DllImport(Library, CallingConvention = C)]
        public static extern int airlatch_open(out KitHandle kit, byte[] bytes, UIntPtr size, IntPtr allocator);
        [DllImport(Library, CallingConvention = C)]
        public static extern void airlatch_close(IntPtr kit);
        [DllImport(Library, CallingConvention = C)]
        public static extern AnswerHandle airlatch_check(KitHandle kit, ref RawQuestion question);
        [DllImport(Library, CallingConvention = C)]
        public static extern void airlatch_free(IntPtr answer);
        [DllImport(Library, CallingConvention = C)]
        [return: MarshalAs(UnmanagedType.U1)]
        public static extern bool airlatch_valid(AnswerHandle answer);
        [DllImport(Library, CallingConvention = C)]
        public static extern int airlatch_reason(AnswerHandle answer, UIntPtr index);
        [DllImport(Library, CallingConvention = C)]
        public static extern int airlatch_warning(AnswerHandle answer, UIntPtr index);
        [DllImport(Library, CallingConvention = C)]
        private static extern IntPtr airlatch_code_name(int code);
        [DllImport(Library, CallingConvention = C)]
        public static extern long airlatch_ends_at(AnswerHandle answer);
        [DllImport(Library, CallingConvention = C)]
        public static extern long airlatch_days_left(AnswerHandle answer);
        [DllImport(Library, CallingConvention = C)]
        public static extern long airlatch_runs_until(AnswerHandle answer);
        [DllImport(Library, CallingConvention = C)]
        public static extern FeatureType airlatch_feature(AnswerHandle answer, IntPtr name);
        [DllImport(Library, CallingConvention = C)]
        public static extern long airlatch_feature_number(AnswerHandle answer, IntPtr name, long otherwise);
        [DllImport(Library, CallingConvention = C)]
        public static extern IntPtr airlatch_feature_text(AnswerHandle answer, IntPtr name);
        [DllImport(Library, CallingConvention = C)]
        public static extern IntPtr airlatch_feature_name(AnswerHandle answer, UIntPtr index);
        [DllImport(Library, CallingConvention = C)]
        public static extern IntPtr airlatch_text(AnswerHandle answer, int name, out UIntPtr size);
        [DllImport(Library, CallingConvention = C)]
        public static extern IntPtr airlatch_license_bytes(AnswerHandle answer, out UIntPtr size);

        public static string CodeName(int code) => Text(airlatch_code_name(code));

        // A text that ends with a zero.
        public static string Text(IntPtr text)
        {
            int size = 0;
            while (Marshal.ReadByte(text, size) != 0) size++;
            return Encoding.UTF8.GetString(Copy(text, (UIntPtr)size));
        }

        public static byte[] Copy(IntPtr data, UIntPtr size)
        {
            if (data == IntPtr.Zero) return null;
            var bytes = new byte[(int)size];
            Marshal.Copy(data, bytes, 0, bytes.Length);
            return bytes;
        }
    }
}
