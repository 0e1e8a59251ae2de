using FlowForge.Core.Diagnostics;
using FlowForge.Storage.Transfer;

namespace FlowForge.Storage.Places;

/// <summary>What the stores need to know of the outside.</summary>
public sealed record StoragePlaceOptions
{
    /// <summary>Looks up an environment variable; null when unset. The stores' own variables are listed in <see cref="StorageVariables"/>.</summary>
    public required Func<string, string?> Environment { get; init; }

    /// <summary>The workspace behind volumes that this machine does not have mounted.</summary>
    public Uri? DatabricksHost { get; init; }

    /// <summary>Sent to <see cref="DatabricksHost"/> only; never part of a message.</summary>
    public string? DatabricksToken { get; init; }
}

/// <summary>All stores; each is made, and its vendor's library loaded, when it is first needed. Thread-safe.</summary>
public sealed class StoragePlaces
{
    private readonly StoragePlaceOptions _options;
    private readonly TimeProvider _time;
    private readonly RetryRules? _rules;
    private readonly Lazy<IStorage> _volumes;
    private readonly Lazy<IStorage> _s3;
    private readonly Lazy<IStorage> _adls;
    private readonly Lazy<IStorage> _gcs;

    public StoragePlaces(StoragePlaceOptions options, TimeProvider time) : this(options, time, null)
    {
    }

    /// <param name="rules">Replaces each store's own rules; for tests that will not wait.</param>
    internal StoragePlaces(StoragePlaceOptions options, TimeProvider time, RetryRules? rules)
    {
        (_options, _time, _rules) = (options, time, rules);
        _volumes = new(() => new Volumes.VolumeStorage(options, Sender(RetryRules.Databricks), time));
        _s3 = new(() => new S3.S3Storage(options.Environment, Sender(RetryRules.Cloud), time));
        _adls = new(() => new Adls.AdlsStorage(options.Environment, Sender(RetryRules.Cloud), time));
        _gcs = new(() => new Gcs.GcsStorage(options.Environment, Sender(RetryRules.Cloud)));
    }

    /// <summary>Reads a place, and turns a volume that is mounted on this machine into its local path.</summary>
    /// <exception cref="InputException">Not a place.</exception>
    public StorageLocation Resolve(string text)
    {
        StorageLocation location = LocationParser.Parse(text);
        return location is StorageLocation.Volume volume && IsMounted(volume) ? new StorageLocation.Local(volume.Path) : location;
    }

    /// <exception cref="ArgumentException">The place is on this machine.</exception>
    public IStorage For(StorageLocation location) => location.Accept(new StoreOf(this));

    /// <summary>The file from its start to its end, mended where the line drops.</summary>
    public RemoteStream Read(IStorage storage, RemoteFile file) => new(storage, file, (_rules ?? RetryRules.Cloud).Silence, _time);

    /// <summary>A Databricks runtime mounts volumes; elsewhere <c>/Volumes</c> may be something else (macOS mounts disks there).</summary>
    private bool IsMounted(StorageLocation.Volume volume) =>
        Directory.Exists(volume.Root) || (_options.Environment("DATABRICKS_RUNTIME_VERSION") is { Length: > 0 } && Directory.Exists("/Volumes"));

    private HttpSender Sender(RetryRules rules) => new(HttpClients.Shared, _time, _rules ?? rules);

    private sealed class StoreOf(StoragePlaces places) : StorageLocation.IVisitor<IStorage>
    {
        public IStorage Visit(StorageLocation.Local place) => throw new ArgumentException("A local path needs no store.", nameof(place));

        public IStorage Visit(StorageLocation.StandardInput place) => throw new ArgumentException("Standard input needs no store.", nameof(place));

        public IStorage Visit(StorageLocation.Volume place) => places._volumes.Value;

        public IStorage Visit(StorageLocation.S3 place) => places._s3.Value;

        public IStorage Visit(StorageLocation.Adls place) => places._adls.Value;

        public IStorage Visit(StorageLocation.Gcs place) => places._gcs.Value;
    }
}
