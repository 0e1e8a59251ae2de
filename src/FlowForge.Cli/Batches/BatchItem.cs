using FlowForge.Storage.Places;

namespace FlowForge.Cli.Batches;

/// <summary>One input of a batch.</summary>
/// <param name="Key">Its path below the batch's input, <c>/</c> between segments: what the ledger knows it by.</param>
/// <param name="OutputName">Path below the output folder, without the output format's extension. Unique within the batch, regardless of case.</param>
/// <param name="Remote">What the store told; null for a local file.</param>
internal sealed record BatchItem(StorageLocation Input, string Key, string OutputName, RemoteFile? Remote);
