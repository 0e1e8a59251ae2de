namespace FlowForge.Storage.Places;

/// <summary>The environment variables that the stores read: the vendors' own names. docs/reference/config.md lists them from here.</summary>
public static class StorageVariables
{
    public const string AwsAccessKeyId = "AWS_ACCESS_KEY_ID";
    public const string AwsSecretAccessKey = "AWS_SECRET_ACCESS_KEY";
    public const string AwsSessionToken = "AWS_SESSION_TOKEN";
    public const string AwsRegion = "AWS_REGION";
    public const string AwsDefaultRegion = "AWS_DEFAULT_REGION";
    public const string AwsEndpointS3 = "AWS_ENDPOINT_URL_S3";
    public const string AwsEndpoint = "AWS_ENDPOINT_URL";
    public const string AzureKey = "AZURE_STORAGE_KEY";
    public const string AzureSas = "AZURE_STORAGE_SAS_TOKEN";
    public const string AzureEndpoint = "FLOWFORGE_ADLS_ENDPOINT";
    public const string GcsToken = "CLOUDSDK_AUTH_ACCESS_TOKEN";
    public const string GcsEndpoint = "STORAGE_EMULATOR_HOST";

    public static IReadOnlyList<(string Variable, string Doc)> All { get; } =
    [
        (AwsAccessKeyId, "s3://: the access key. Without it the AWS SDK's chain is asked: profiles, containers, EC2."),
        (AwsSecretAccessKey, "s3://: the secret of the access key."),
        (AwsSessionToken, "s3://: the token of temporary credentials."),
        (AwsRegion, "s3://: the bucket's region. Default: AWS_DEFAULT_REGION, the profile's, us-east-1; a bucket elsewhere is found by S3's own answer."),
        (AwsDefaultRegion, "s3://: the region when AWS_REGION is not set."),
        (AwsEndpointS3, "s3://: another service that speaks S3, addressed as ENDPOINT/bucket/key."),
        (AwsEndpoint, "s3://: the same when AWS_ENDPOINT_URL_S3 is not set."),
        (AzureKey, "abfss://: the account's key."),
        (AzureSas, "abfss://: a SAS token, when there is no key. Without both Azure.Identity's chain is asked: environment, workload and managed identity, Azure CLI."),
        (AzureEndpoint, "abfss://: another service that speaks ADLS Gen2, in place of https://ACCOUNT.dfs.core.windows.net."),
        (GcsToken, "gs://: an access token. Without it Google's application default credentials are asked (GOOGLE_APPLICATION_CREDENTIALS, gcloud, metadata server)."),
        (GcsEndpoint, "gs://: an emulator or another service that speaks the JSON API; it gets no credentials."),
    ];
}
