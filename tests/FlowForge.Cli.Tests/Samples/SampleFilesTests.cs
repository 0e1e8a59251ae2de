using System.Security.Cryptography;
using FlowForge.Cli.Samples;
using FlowForge.Cli.Samples.Facts;
using FlowForge.Cli.Samples.Files;

namespace FlowForge.Cli.Tests.Samples;

/// <summary>The heap is the process's: whoever measures it must be alone there.</summary>
[CollectionDefinition(nameof(OwnHeap), DisableParallelization = true)]
public sealed class OwnHeap;

[Collection(nameof(OwnHeap))]
public sealed class SampleFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowforge-sample-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Files_MadeTwice_AreTheSameBytes(int day) =>
        Assert.Equal(Hashes(new SampleProject(Path.Combine(_folder, "one"), 1).WriteRaw(day)), Hashes(new SampleProject(Path.Combine(_folder, "two"), 1).WriteRaw(day)));

    /// <summary>Documents show numbers of these files. The workbook is left out: how well a zip is packed may differ between machines.</summary>
    [Fact]
    public void Files_OfTheFirstDay_AreWhatTheyAlwaysWere()
    {
        string[] hashes = [.. Hashes(new SampleProject(_folder, 1).WriteRaw(1)).Where(line => !line.StartsWith("pets", StringComparison.Ordinal))];
        ExpectedText.Equals(string.Join('\n', hashes) + "\n", ExpectedText.InTests("Samples", "first-day.sha256"));
    }

    [Fact]
    public void Scale_Growing_KeepsMemoryFlat()
    {
        var insurer = new Insurer(7, 25);
        foreach (Action<Stream> write in new Action<Stream>[] { file => new CustomersCsv(insurer).Write(file, 1), file => new PetsWorkbook(insurer).Write(file), file => new PoliciesXml(insurer).Write(file), file => new ProvidersDbf(insurer).Write(file), file => new ClaimsJson(insurer).Write(file, 1) })
        {
            using var watch = new HeapWatch();
            write(watch);
            Assert.True(watch.Bytes > 100_000, $"{watch.Bytes:N0} bytes are too few");
            Assert.True(watch.MostGrown < 4 << 20, $"{watch.MostGrown:N0} bytes were kept while {watch.Bytes:N0} were written");
        }
    }

    [Fact]
    public void ScaleUp_EntitiesAndRows_FollowInProportion()
    {
        using var small = new HeapWatch();
        using var large = new HeapWatch();
        new CustomersCsv(new Insurer(7, 1)).Write(small, 1);
        new CustomersCsv(new Insurer(7, 4)).Write(large, 1);
        Assert.InRange((double)large.Bytes / small.Bytes, 3.9, 4.1);
    }

    [Theory]
    [InlineData("2026-07-01 00:30:00", "2026-06-30 22:30:00")]
    [InlineData("2026-01-01 00:30:00", "2025-12-31 23:30:00")]
    [InlineData("2026-03-29 01:59:59", "2026-03-29 00:59:59")]
    [InlineData("2026-03-29 03:00:00", "2026-03-29 01:00:00")]
    [InlineData("2026-10-25 03:00:00", "2026-10-25 02:00:00")]
    public void OfficeTime_AroundItsChanges_IsThatOfBerlin(string local, string utc) =>
        Assert.Equal(utc, OfficeTime.ToUtc(DateTime.Parse(local, System.Globalization.CultureInfo.InvariantCulture)).ToString("yyyy-MM-dd HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void Project_FilesThatPeopleChanged_Stay()
    {
        var project = new SampleProject(_folder, 1);
        Assert.All(project.WriteProject(), file => Assert.True(file.IsNew));
        string plan = Path.Combine(_folder, "plans", "petinsure.yaml");
        File.AppendAllText(plan, "# mine\n");
        Assert.All(project.WriteProject(), file => Assert.False(file.IsNew));
        Assert.EndsWith("# mine\n", File.ReadAllText(plan), StringComparison.Ordinal);
    }

    private static string[] Hashes(IEnumerable<string> files) => [.. files.Select(file => $"{Path.GetFileName(file)} {System.Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)))}")];

    /// <summary>Takes bytes, and looks at the live heap after each megabyte.</summary>
    private sealed class HeapWatch : Stream
    {
        private readonly long _before = GC.GetTotalMemory(forceFullCollection: true);
        private long _looked;

        public long Bytes { get; private set; }

        public long MostGrown { get; private set; }

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            Bytes += buffer.Length;
            if (Bytes < _looked + (1 << 20)) return;
            _looked = Bytes;
            MostGrown = Math.Max(MostGrown, GC.GetTotalMemory(forceFullCollection: true) - _before);
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
