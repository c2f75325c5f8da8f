/** A Region's name: https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html */
export const region = { form: /^[a-z]{2,4}(?:-[a-z]+)+-\d$/, words: 'a Region, such as us-east-1' } as const;
